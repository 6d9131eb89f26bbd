"""What is listed, as prefixes."""

import ipaddress

from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.intel.listing import Listed, Said, joined, listed, prefixes
from vedette.intel.reputation_set import ReputationSet

SAID = Said(50, (), ("list",))
VALUES = [
    "45.83.1.0/28",
    "45.83.1.3",
    "45.83.1.16-45.83.1.21",
    "45.83.1.9",
    "2a01:4f8::/126",
    "2a01:4f8::2",
    "8.8.8.0/28",
]


def texts(ranges):
    return [text for each in joined(ranges) for text in prefixes(each)]


@settings(max_examples=30)
@given(st.lists(st.sets(st.sampled_from(VALUES), max_size=5), max_size=3))
def test_what_is_listed_is_what_every_address_is_told_to_be(vetted, lists):
    feeds = [vetted(*sorted(values), name=f"l{n}", confidence=80) for n, values in enumerate(lists)]
    reputations = ReputationSet.build(feeds)
    asked = [
        *(f"45.83.1.{n}" for n in range(32)),
        *(f"8.8.8.{n}" for n in range(20)),
        "2a01:4f8::",
        *(f"2a01:4f8::{n}" for n in range(1, 8)),
    ]
    expected = {ip: r.score for ip, r in zip(asked, reputations.lookup(asked), strict=True) if r.listed}
    found = {
        str(ip): each.said.score
        for each in listed(reputations)
        for text in prefixes(each)
        for ip in ipaddress.ip_network(text)
    }
    assert found == expected


def test_a_guarded_address_within_a_listed_prefix_is_left_out(vetted):
    found = texts(listed(ReputationSet.build([vetted("8.8.8.8/30", confidence=80)])))
    assert found == ["8.8.8.9", "8.8.8.10/31"]


def test_of_too_low_a_score_nothing_is_told(vetted):
    reputations = ReputationSet.build([vetted("45.83.1.7", confidence=50)])
    assert texts(listed(reputations, at_least=50)) == ["45.83.1.7"]
    assert texts(listed(reputations, at_least=51)) == []


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_range_is_made_up_of_the_fewest_prefixes(first, size):
    base = int(ipaddress.ip_address("45.83.0.0")) + first
    ours = list(prefixes(Listed(4, base, base + size, SAID)))
    theirs = ipaddress.summarize_address_range(ipaddress.ip_address(base), ipaddress.ip_address(base + size))
    assert [ipaddress.ip_network(text) for text in ours] == list(theirs)


def test_the_ends_of_both_families_are_prefixes_too():
    assert list(prefixes(Listed(4, 0, 2**32 - 1, SAID))) == ["0.0.0.0/0"]
    assert list(prefixes(Listed(6, 0, 2**128 - 1, SAID))) == ["::/0"]
    assert list(prefixes(Listed(6, 2**128 - 1, 2**128 - 1, SAID))) == [
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
    ]


def test_ranges_that_touch_and_say_the_same_are_one():
    one, two = Listed(4, 1, 3, SAID), Listed(4, 4, 7, SAID)
    other = Listed(4, 8, 9, Said(60, (), ("list",)))
    assert list(joined([one, two, other])) == [Listed(4, 1, 7, SAID), other]
