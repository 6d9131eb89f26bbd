"""How opinions combine."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.intel.claims import Claim
from vedette.intel.scoring import DEFAULT_CONFIDENCE, LISTED_AT, STRONG, Shields, harvested, judge, score
from vedette.model.reputation import Category, Context, ContextKind, Opinion

CDN = Context(ContextKind.SHARED, "Cloudflare")


def claim(confidence=50, family=0, host="198.51.100.66", category=Category.MALICIOUS):
    return Claim(Opinion(f"feed{family}", category, confidence, None, None, None), family, host)


def reason(*claims, context=(), guard=None):
    said = judge(claims, context, Shields(guard))
    return said.listed, {opinion.demoted for opinion in said.opinions}


@pytest.mark.parametrize(
    ("claims", "total"),
    [
        ([], 0),
        ([claim(25)], 25),
        ([claim(50), claim(50, 1)], 62),
        ([claim(50, 1), claim(95)], 96),
        ([claim(95), claim(50), claim(50)], 95),
        ([claim(100), claim(10, 1)], 100),
    ],
)
def test_the_score_is_the_formula(claims, total):
    assert score(claims) == total


@given(
    st.lists(st.tuples(st.integers(0, 100), st.integers(0, 5)), max_size=8),
    st.integers(0, 100),
    st.integers(0, 9),
    st.randoms(),
)
def test_more_lists_never_lower_the_score_and_order_does_not_matter(said, confidence, family, random):
    claims = [claim(c, f) for c, f in said]
    total = score(claims)
    assert score([*claims, claim(confidence, family)]) >= total
    random.shuffle(claims)
    assert score(claims) == total


def test_a_single_list_that_explains_nothing_is_enough_to_be_listed_and_never_sure():
    assert all(LISTED_AT <= confidence < STRONG for confidence in DEFAULT_CONFIDENCE.values())
    assert set(DEFAULT_CONFIDENCE) == set(Category)


def test_a_guard_demotes_everything():
    assert reason(claim(100), claim(100, 1), guard="ours") == (False, {"ours"})


def test_a_list_of_resolvers_demotes_everything():
    resolver = Context(ContextKind.RESOLVER, "public DNS resolvers")
    assert reason(claim(95), context=[resolver]) == (False, {"public resolver: public DNS resolvers"})


def test_clouds_and_vpns_clear_nobody():
    context = [
        Context(ContextKind.CLOUD, "AWS"),
        Context(ContextKind.VPN, "VPN"),
        Context(ContextKind.SCANNER, "Shodan"),
    ]
    assert reason(claim(30), context=context) == (True, {None})


def test_a_front_that_many_share_is_listed_by_two_or_by_one_that_is_sure():
    assert reason(claim(50), context=[CDN]) == (
        False,
        {"Cloudflare is shared by many, and no other list names it"},
    )
    assert reason(claim(50), claim(50), context=[CDN])[0] is False
    assert reason(claim(50), claim(50, 1), context=[CDN]) == (True, {None})
    assert reason(claim(STRONG), context=[CDN]) == (True, {None})


@pytest.mark.parametrize("host", ["1.2.18.4", "12.2.1.3", "12.34.56.78", "1.2.3.4", "4.4.4.4", "45.83.0.0"])
def test_what_looks_harvested_counts_only_with_a_second_list_or_a_sure_one(host):
    assert reason(claim(50, host=host))[0] is False
    assert reason(claim(50, host=host), claim(50, host=host))[0] is False
    assert reason(claim(50, host=host), claim(25, 1, host=host)) == (True, {None})
    assert reason(claim(62, host=host)) == (True, {None})


def test_an_entry_that_has_ended_does_not_count_and_leaves_the_others_alone():
    ended = replace(claim(95), ended=datetime(2025, 12, 16, 23, 58, tzinfo=UTC))
    assert reason(ended) == (False, {"expired on 2025-12-16"})
    assert reason(ended, claim(50, 1)) == (True, {"expired on 2025-12-16", None})


def test_the_network_address_of_a_whole_eighth_never_counts():
    assert reason(claim(95, host="4.0.0.0"), claim(95, 1, host="4.0.0.0"))[0] is False


@pytest.mark.parametrize(
    "address", ["10.10.10.31", "192.0.2.1", "1.0.78.0", "32.1.1.2", "203.0.113.9", "10.0.0.0"]
)
def test_other_addresses_do_not_look_harvested(address):
    assert harvested(address) is None


def test_a_prefix_does_not_look_harvested():
    assert reason(claim(50, host=None)) == (True, {None})


def test_a_weak_opinion_is_shown_but_lists_nobody():
    said = judge([claim(LISTED_AT - 1)], [], Shields())
    assert (said.listed, said.score, said.categories) == (False, 0, ())
    assert len(said.opinions) == 1


def test_categories_are_the_counting_ones_most_frequent_first():
    said = judge(
        [
            claim(60, 0, category=Category.SCANNER),
            claim(60, 1, category=Category.SPAM),
            claim(60, 2, category=Category.SPAM),
        ],
        [],
        Shields(),
    )
    assert said.categories == (Category.SPAM, Category.SCANNER)


def test_context_is_said_once():
    assert judge([], [CDN, CDN], Shields()).context == (CDN,)
