"""Lists that copy one another."""

from vedette.intel.families import families
from vedette.intel.overlap import FEWEST
from vedette.model.reputation import ContextKind

MANY = [f"198.51.100.{i}" for i in range(100)]


def test_a_list_contained_in_another_is_of_its_family(vetted):
    assert families([vetted(*MANY), vetted(*MANY[:50]), vetted("192.0.2.1", *MANY[50:])]) == [0, 0, 0]


def test_lists_that_merely_overlap_are_independent(vetted):
    assert families([vetted(*MANY[:60]), vetted(*MANY[40:])]) == [0, 1]


def test_a_short_list_is_independent(vetted):
    assert families([vetted(*MANY), vetted(*MANY[: FEWEST - 1])]) == [0, 1]


def test_ipv6_counts_as_ipv4_does(vetted):
    six = [f"2001:db8::{i}" for i in range(30)]
    assert families([vetted(*MANY, *six), vetted(*six)]) == [0, 0]


def test_lists_of_known_networks_make_no_family(vetted):
    known = vetted(*MANY, context=ContextKind.CLOUD)
    assert families([known, vetted(*MANY[:50]), vetted(*MANY[50:])]) == [0, 1, 2]


def test_no_lists_have_no_families():
    assert families([]) == []
