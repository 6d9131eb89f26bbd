"""A client for servers on this machine."""

import pytest

from vedette.fetch.client import Client, Means
from vedette.fetch.interface import Limits


@pytest.fixture
def waits():
    """What the client waited, in place of waiting."""
    return []


@pytest.fixture
def client(waits):
    """A client that gives up soon and does not really wait."""
    limits = Limits(connect=5, read=1, total=3)
    with Client(limits, Means(sleep=waits.append, chance=lambda: 1.0)) as opened:
        yield opened


@pytest.fixture
def fetch(client, tmp_path, ca_file):
    """Fetches from this machine, where that is allowed."""

    def fetch(url, **options):
        options = {"allow_private": True, "allow_insecure": True, "ca_file": ca_file} | options
        return client.get(url, tmp_path / "feed" / "list.txt", **options)

    return fetch
