"""A store in a folder of the test's own, and documents for it."""

from datetime import UTC, datetime, timedelta

import pytest

from vedette.intel.gate.reading import Profile
from vedette.intel.provenance import Provenance
from vedette.intel.store.feed_store import FeedStore

START = datetime(2026, 11, 1, tzinfo=UTC)
WHERE = Provenance(url="https://feed.example/list.txt", etag='"1"')


@pytest.fixture
def store(tmp_path):
    return FeedStore(tmp_path / "feeds", patience=0.2)


@pytest.fixture(scope="session")
def profile():
    return Profile("mine", format="plain")


@pytest.fixture(scope="session")
def where():
    return WHERE


@pytest.fixture(scope="session")
def day():
    """The time of day n."""
    return lambda n: START + timedelta(days=n)


@pytest.fixture(scope="session")
def document():
    """A list of so many addresses, from that many on."""

    def make(number, start=0):
        return "".join(f"20.0.{n // 256}.{n % 256}\n" for n in range(start, start + number)).encode()

    return make


@pytest.fixture(scope="session")
def named():
    """The addresses that the version in use names, as texts."""

    def of(store, profile):
        in_use = store.load(profile)
        return set() if in_use is None else set(in_use.candidate.vetted.feed.entries["value"])

    return of
