"""What lists have in common, held against a count of addresses one by one."""

import ipaddress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.intel.overlap import FEWEST, measure
from vedette.model.reputation import ContextKind

MANY = [f"198.51.100.{i}" for i in range(100)]
NETWORKS = st.tuples(st.ip_addresses(v=4, network="192.0.2.0/26"), st.integers(26, 32)).map(
    lambda p: str(ipaddress.ip_network(p, strict=False))
)


def merged(values):
    """The ranges of one list, those that overlap as one: sets of addresses."""
    found = []
    for value in values:
        whole = set(ipaddress.ip_network(value))
        for other in [other for other in found if other & whole]:
            found.remove(other)
            whole |= other
        found.append(whole)
    return found


@settings(max_examples=60)
@given(st.lists(st.lists(NETWORKS, max_size=6, unique=True), min_size=1, max_size=4))
def test_containment_is_the_mean_share_of_an_entry_that_lies_in_the_other_list(vetted, lists):
    found = measure([vetted(*values) for values in lists])
    for one, mine in enumerate(map(merged, lists)):
        assert found.sizes[one] == len(mine)
        for other, theirs in enumerate(lists):
            held = {address for value in theirs for address in ipaddress.ip_network(value)}
            share = sum(len(entry & held) / len(entry) for entry in mine) / len(mine) if mine else 0
            if one != other:
                assert found.containment[one, other] == pytest.approx(share)


def test_the_smaller_is_held_against_the_larger(vetted):
    found = measure([vetted(*MANY), vetted(*MANY[:40], *[f"192.0.2.{i}" for i in range(40)])])
    assert found.likeness[0, 1] == pytest.approx(0.5)
    assert found.jaccard[0, 1] == pytest.approx(40 / 140)


def test_a_wide_entry_that_both_have_makes_no_two_lists_of_hosts_alike(vetted):
    ours, theirs = (
        vetted("203.0.0.0/16", *(f"{net}.{i}" for i in range(99))) for net in ("192.0.2", "198.51.100")
    )
    assert measure([ours, theirs]).likeness[0, 1] == pytest.approx(0.01)


def test_a_short_list_is_held_against_others_by_all_that_either_says(vetted):
    found = measure([vetted(*MANY), vetted(*MANY[: FEWEST - 1]), vetted(*MANY[: FEWEST - 1])])
    assert found.likeness[0, 1] == pytest.approx((FEWEST - 1) / 100)
    assert found.likeness[1, 2] == 1


def test_ipv6_counts_as_ipv4_does(vetted):
    six = [f"2001:db8::{i:x}" for i in range(1, 31)]
    found = measure(
        [vetted(*MANY[:30], *six), vetted(*six[:15], *MANY[50:65]), vetted("2001:db8::/64", "::", "ff0e::1")]
    )
    assert found.likeness[0, 1] == pytest.approx(0.5)
    assert found.containment[0, 2] == pytest.approx(0.5)


def test_lists_of_known_networks_have_nothing_in_common(vetted):
    found = measure([vetted(*MANY), vetted(*MANY, context=ContextKind.CLOUD)])
    assert found.sizes.tolist() == [100, 0]
    assert found.likeness[0, 1] == 0


def test_no_lists_have_nothing_in_common():
    assert measure([]).likeness.shape == (0, 0)
    assert np.all(measure([]).jaccard == 0)
