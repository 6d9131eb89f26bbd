"""Feeds as a person configures and fetches them."""

import pytest

from vedette.fetch import client
from vedette.fetch.interface import Limits


@pytest.fixture
def places(tmp_path, monkeypatch):
    """A configuration and a state folder of the test's own."""
    monkeypatch.setenv("VEDETTE_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("VEDETTE_STATE", str(tmp_path / "state"))
    return tmp_path


@pytest.fixture
def impatient(monkeypatch):
    """Clients that give up soon, and wait for nothing between attempts."""
    limits = Limits(connect=5, read=1, total=3, back_off=0, longest_wait=0)
    monkeypatch.setattr(client.Client.__init__, "__defaults__", (limits, client.Means()))


@pytest.fixture
def configure(places):
    """Writes the configuration."""

    def configure(text):
        (places / "config.toml").write_text(text, "utf-8")

    return configure
