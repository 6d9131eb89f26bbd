"""Entries on what no list may condemn."""

from vedette.intel.gate.never_listed import never_listed
from vedette.model.reputation import ContextKind


def test_they_are_counted_by_reason(candidate):
    made = candidate(
        "0.0.0.0", "127.0.0.1", "8.8.4.4", "10.0.0.0/16", "100.64.1.1", "ff02::1", "20.0.0.1", "192.0.2.1"
    )
    assert never_listed(made, ()) == {
        "special address": 3,
        "public resolver": 1,
        "one of our own networks": 2,
    }


def test_our_own_networks_are_those_that_are_named(candidate):
    made = candidate("10.0.0.1", "198.51.100.7")
    assert never_listed(made, ("198.51.100.0/24",)) == {"one of our own networks": 1}


def test_a_list_of_known_networks_condemns_nobody(candidate):
    assert not never_listed(candidate("127.0.0.1", context=ContextKind.SPECIAL), ())
