"""What no honest feed names."""

import pytest

from vedette.intel.gate.checks.canaries import Canaries
from vedette.model.reputation import ContextKind


@pytest.mark.parametrize(
    ("entry", "canary"),
    [
        ("8.8.8.8", "8.8.8.8"),
        ("8.8.0.0/16", "8.8.8.8"),
        ("1.1.0.0-1.1.5.0", "1.1.1.1"),
        ("9.9.9.0/24", "9.9.9.9"),
    ],
)
def test_an_update_that_names_a_canary_is_refused(candidate, reasons, entry, canary):
    assert reasons(Canaries(), candidate("20.0.0.1", entry)) == [
        ("hard", f"names {canary}, which no honest feed does")
    ]


def test_canaries_can_be_set(candidate, reasons):
    assert reasons(Canaries(), candidate("2001:db8::/64"), canaries=("2001:db8::5",))
    assert not reasons(Canaries(), candidate("8.8.8.8"), canaries=("2001:db8::5",))


def test_an_entry_that_reaches_over_our_own_networks_is_refused(candidate, reasons):
    own = ("198.51.100.7/32", "2001:db8:1::/64")
    assert reasons(Canaries(), candidate("198.51.100.0/24"), own=own) == [
        ("hard", "has entries that reach over our own networks: 198.51.100.7/32")
    ]
    assert reasons(Canaries(), candidate("2001:db8:1::/48"), own=own)


def test_an_entry_within_our_own_networks_is_no_canary_since_it_never_counts(candidate, reasons):
    assert reasons(Canaries(), candidate("10.1.2.3", "192.168.0.0/24")) == []
    assert reasons(Canaries(), candidate("198.51.100.7"), own=("198.51.100.0/24",)) == []


def test_a_list_of_known_networks_may_name_resolvers(candidate, reasons):
    assert reasons(Canaries(), candidate("8.8.8.8", "10.0.0.0/8", context=ContextKind.RESOLVER)) == []
