"""What changed from one version to another."""

import pytest

from vedette.intel.gate.reading import Profile
from vedette.intel.store.diff import text_of
from vedette.model.errors import InputError


def test_added_and_removed_are_counted_and_shown(store, profile, where, day):
    store.offer(profile, b"20.0.0.1\n20.0.0.2\n20.1.0.0/24\n2001:db8::1\n", where, day(0))
    later = b"20.0.0.2\n20.2.0.0/16\n20.3.0.0/20\n20.0.0.9-20.0.0.11\n2001:db8:1::/48\n300.1.1.1\n10.0.0.1\n"
    store.offer(profile, later, where, day(1))
    found = store.diff(profile)
    assert (found.old.number, found.new.number, found.entries) == (1, 2, (4, 6))
    assert found.added.shown == (
        "10.0.0.1", "20.0.0.9-20.0.0.11", "20.2.0.0/16", "20.3.0.0/20", "2001:db8:1::/48",
    )  # fmt: skip
    assert found.added.biggest == ("20.2.0.0/16", "20.3.0.0/20", "20.0.0.9-20.0.0.11", "2001:db8:1::/48")
    assert (found.removed.count, found.removed.biggest) == (3, ("20.1.0.0/24",))
    assert found.reasons == {"no address": (0, 1), "one of our own networks": (0, 1)}


def test_twenty_are_shown_and_all_are_counted(store, profile, where, document, day):
    store.offer(profile, document(100), where, day(0))
    store.offer(profile, document(130), where, day(1))
    added = store.diff(profile).added
    assert (added.count, len(added.shown), added.shown[0]) == (30, 20, "20.0.0.100")


def test_any_two_versions_can_be_compared_and_a_first_one_with_nothing(store, profile, where, document, day):
    for n in range(3):
        store.offer(profile, document(100 + n), where, day(n))
    assert store.diff(profile, 1, 3).added.count == 2
    assert store.diff(profile, 3, 1).removed.count == 2
    first = store.diff(profile, new=1)
    assert (first.old, first.added.count) == (None, 101 - 1)


def test_what_is_not_there_is_told(store, where, document, day):
    profile = Profile("mine")
    with pytest.raises(InputError, match="nothing is kept"):
        store.diff(profile)
    store.offer(profile, b"<html>", where, day(0))
    with pytest.raises(InputError, match="has no version in use"):
        store.diff(profile)
    with pytest.raises(InputError, match="no refused update is kept"):
        store.diff_refused(profile)


def test_a_range_is_written_as_short_as_it_can_be():
    assert text_of("192.0.2.1", "192.0.2.1") == "192.0.2.1"
    assert text_of("192.0.2.0", "192.0.2.255") == "192.0.2.0/24"
    assert text_of("192.0.2.1", "192.0.2.3") == "192.0.2.1-192.0.2.3"
