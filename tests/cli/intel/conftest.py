"""Feeds as a person configures and fetches them."""

from datetime import UTC, datetime, timedelta

import pytest

from vedette.fetch import client
from vedette.fetch.interface import Limits
from vedette.intel.gate.reading import Profile
from vedette.intel.provenance import Provenance
from vedette.intel.store.feed_store import FeedStore


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


@pytest.fixture
def kept(places, configure):
    """A configured feed with two versions, and a third that was refused."""
    configure('[[feed]]\nname = "mine"\npath = "mine.txt"\nformat = "plain"\ninterval = "1d"\n')
    store = FeedStore(places / "state/intel/feeds")
    profile = Profile("mine", format="plain")
    lists = (
        [f"45.83.1.{n}" for n in range(60)],
        [f"45.83.1.{n}" for n in range(1, 64)] + ["45.84.0.0/24"],
        [],
    )
    for n, values in enumerate(lists):
        at = datetime.now(UTC) - timedelta(hours=len(lists) - n)
        store.offer(profile, "\n".join(values).encode(), Provenance(url="/srv/mine.txt"), at)
    return store
