"""How much of the Internet an update names."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.intel.gate.checks.coverage import Coverage, covered
from vedette.model.reputation import ContextKind

WORLD = [f"{a}.{b}.0.0/16" for a in range(20, 24) for b in range(256)]


def test_an_update_that_names_too_much_of_the_internet_is_refused(candidate, reasons):
    assert reasons(Coverage(), candidate(*WORLD)) == [
        ("hard", "names 1.6% of all IPv4 addresses, at most 1.0%")
    ]


def test_an_update_that_names_random_addresses_is_refused(candidate, reasons):
    sample = [f"20.{n}.0.5" for n in range(20)]
    assert reasons(Coverage(), candidate(*WORLD[:6]), sample=sample) == [
        ("hard", "names 6 of 20 random addresses, at most 5")
    ]
    assert reasons(Coverage(), candidate(*WORLD[:5]), sample=sample) == []


@pytest.mark.parametrize(("kind", "refused"), [(ContextKind.RESOLVER, True), (ContextKind.CLOUD, False)])
def test_known_networks_may_be_wide_unless_nothing_said_of_them_counts(candidate, reasons, kind, refused):
    assert bool(reasons(Coverage(), candidate("0.0.0.0/1", context=kind))) is refused


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 40)), max_size=12))
def test_addresses_named_twice_are_counted_once(candidate, ranges):
    base = int(ipaddress.ip_address("20.0.0.0"))
    named = {base + n for first, size in ranges for n in range(first, first + size + 1)}
    texts = [
        f"{ipaddress.ip_address(base + first)}-{ipaddress.ip_address(base + first + size)}"
        for first, size in ranges
    ]
    assert covered(candidate(*texts)) == len(named) / 2**32
