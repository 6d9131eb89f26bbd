"""The compiled set, held against a loop over ipaddress networks."""

import ipaddress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.intel.reputation_set import ReputationSet
from vedette.model.addresses import from_texts
from vedette.model.reputation import UNKNOWN, Allowance, Asked, Category, ContextKind, Standing

NEVER = ["8.8.8.8", "9.9.9.9", "208.67.222.222", "1.0.0.1", "1.1.1.1", "4.0.0.0", "127.0.0.1", "10.0.0.1", "0.0.0.0",
         "255.255.255.255", "224.0.0.1", "::", "::1", "fe80::1", "2001:4860:4860::8888", "fd00::1", "100.64.0.1"]  # fmt: skip

v4_networks = st.tuples(st.ip_addresses(v=4, network="192.0.2.0/24"), st.integers(22, 32))
v6_networks = st.tuples(st.ip_addresses(v=6, network="2001:db8::/120"), st.integers(118, 128))
NETWORKS = st.one_of(v4_networks, v6_networks).map(lambda p: str(ipaddress.ip_network(p, strict=False)))
ADDRESSES = st.one_of(
    st.ip_addresses(v=4, network="192.0.0.0/22"), st.ip_addresses(v=6, network="2001:db8::/116")
).map(str)


def test_an_address_that_no_list_names_is_unknown(vetted):
    reputations = ReputationSet.build([vetted("192.0.2.1")])
    assert reputations.lookup(["192.0.2.2", "nonsense", ""]) == [UNKNOWN] * 3
    assert reputations.reputation(-1) is UNKNOWN


def test_a_set_of_nothing_knows_nothing():
    reputations = ReputationSet.build([])
    assert reputations.lookup(["192.0.2.1"]) == [UNKNOWN]
    assert reputations.lookup([]) == []
    assert not reputations.known


def test_wide_and_narrow_entries_all_speak(vetted):
    said = ReputationSet.build(
        [
            vetted("192.0.2.0/24", name="wide"),
            vetted("192.0.2.9", "192.0.2.8-192.0.2.10", name="narrow", category=Category.SPAM),
        ]
    ).lookup(["192.0.2.9", "192.0.2.99", "::ffff:192.0.2.8"])
    assert [[o.feed for o in r.opinions] for r in said] == [
        ["wide", "narrow", "narrow"],
        ["wide"],
        ["wide", "narrow"],
    ]
    assert said[0].categories == (Category.SPAM, Category.MALICIOUS)


def test_a_scanner_is_called_by_its_owner_and_not_listed_for_it(vetted):
    scanners = vetted(
        "192.0.2.1", "192.0.2.2", context=ContextKind.SCANNER, details=["census6.shodan.io", "NYU"]
    )
    said = ReputationSet.build([scanners, vetted("192.0.2.2")]).lookup(["192.0.2.1", "192.0.2.2"])
    assert [(r.listed, r.scanner) for r in said] == [(False, "Shodan"), (True, "NYU")]


def test_known_holds_accused_and_scanners_and_no_other_networks(vetted):
    known = ReputationSet.build(
        [
            vetted("192.0.2.1", "8.8.8.8", "2001:db8::1"),
            vetted("198.51.100.0/24", context=ContextKind.SCANNER),
            vetted("203.0.113.0/24", context=ContextKind.CLOUD),
        ]
    ).known
    asked = ["192.0.2.1", "8.8.8.8", "2001:db8::1", "198.51.100.7", "203.0.113.7", "10.0.0.1"]
    assert known.contains(from_texts(asked)).tolist() == [True, True, True, True, False, False]


def test_home_is_what_is_said_to_be(vetted):
    feed = vetted("10.10.10.31", "172.16.4.58")
    by_default = ReputationSet.build([feed]).lookup(["10.10.10.31", "172.16.4.58"])
    assert [r.listed for r in by_default] == [False, False]
    named = ReputationSet.build([feed], ["172.16.0.0/12"]).lookup(["10.10.10.31", "172.16.4.58"])
    assert [r.listed for r in named] == [True, False]
    assert named[1].opinions[0].demoted == "one of our own networks: 172.16.0.0/12"


def test_a_home_that_is_no_network_is_an_error(vetted):
    with pytest.raises(ValueError, match="nonsense"):
        ReputationSet.build([vetted("192.0.2.1")], ["nonsense"])


@settings(deadline=None, max_examples=40)
@given(
    lists=st.lists(
        st.tuples(
            st.lists(
                st.sampled_from(
                    [*NEVER, "8.8.8.0/24", "1.0.0.0/16", "127.0.0.0/16", "10.0.0.0/16", "fe80::/32"]
                ),
                min_size=1,
            ),
            st.integers(0, 100),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_never_comes_an_address_out_as_bad_that_no_list_may_condemn(vetted, lists):
    reputations = ReputationSet.build(
        [vetted(*values, confidence=confidence) for values, confidence in lists]
    )
    for said in reputations.lookup(NEVER):
        assert not said.listed
        assert said.score == 0
        assert all(opinion.demoted for opinion in said.opinions)


@settings(deadline=None, max_examples=60)
@given(
    lists=st.lists(st.lists(NETWORKS, max_size=8, unique=True), max_size=4),
    asked=st.lists(ADDRESSES, max_size=20),
)
def test_it_finds_what_a_loop_over_networks_finds(vetted, lists, asked):
    feeds = [vetted(*values, name=f"feed{i}") for i, values in enumerate(lists)]
    reputations = ReputationSet.build(feeds, ["192.168.0.0/16"])
    for text, said in zip(asked, reputations.lookup(asked), strict=True):
        ip = ipaddress.ip_address(text)
        naming = [
            f"feed{i}" for i, values in enumerate(lists) for v in values if ip in ipaddress.ip_network(v)
        ]
        assert [opinion.feed for opinion in said.opinions] == naming
    assert reputations.known.contains(from_texts(asked)).tolist() == [
        bool(r.opinions) for r in reputations.lookup(asked)
    ]


END, MADE = datetime(2025, 12, 16, tzinfo=UTC), datetime(2025, 12, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("made", "at", "demoted"),
    [
        (MADE, None, None),
        (MADE, datetime(2025, 12, 15, tzinfo=UTC), None),
        (MADE, END, "expired on 2025-12-16"),
        (None, END, "expired on 2025-12-16"),
        (datetime(2026, 1, 1, tzinfo=UTC), None, "expired on 2025-12-16"),
        (datetime(2026, 1, 1, tzinfo=UTC), MADE, "expired on 2025-12-16"),
        (None, None, None),
    ],
)
def test_an_entry_does_not_count_once_it_has_ended_by_the_time_asked_about_or_the_lists_own(
    vetted, made, at, demoted
):
    feed = vetted("192.0.2.1", "2001:db8::1", expires=[END, END], listed_at=made)
    for said in ReputationSet.build([feed], at=at).lookup(["192.0.2.1", "2001:db8::1"]):
        assert said.opinions[0].demoted == demoted
        assert said.listed is (demoted is None)


def test_each_address_can_be_asked_about_at_a_time_of_its_own(vetted):
    feed = vetted("192.0.2.1", expires=[END], listed_at=MADE)
    reputations = ReputationSet.build([feed], at=END)
    times = [None, MADE, END - timedelta(seconds=1), END, MADE - timedelta(days=1)]
    said = reputations.lookup(["192.0.2.1"] * 5, times)
    assert [r.opinions[0].standing for r in said] == [
        Standing.ENDED,
        Standing.LISTED,
        Standing.LISTED,
        Standing.ENDED,
        Standing.YOUNGER,
    ]
    assert reputations.lookup(["192.0.2.1"], MADE) == said[1:2]


def test_at_no_time_in_particular_everything_counts_that_ever_did(vetted):
    feed = vetted("192.0.2.1", "8.8.8.8", expires=[END, None], listed_at=MADE)
    allowed = [Allowance("192.0.2.1/32", "ops", "x", MADE, None)]
    reputations = ReputationSet.build([feed], at=END, allowlist=allowed)
    assert [r.listed for r in reputations.timeless(["192.0.2.1", "8.8.8.8", "192.0.2.9"])] == [
        True,
        False,
        False,
    ]
    assert not reputations.lookup(["192.0.2.1"])[0].listed


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(-400, 400), st.integers(0, 100)), min_size=1, max_size=4),
    st.integers(-400, 400),
)
def test_whoever_is_listed_at_some_time_is_listed_at_no_time_in_particular(vetted, lists, days):
    feeds = [
        vetted("198.51.100.7", name=f"list{i}", confidence=c, listed_at=MADE + timedelta(days=seen))
        for i, (seen, c) in enumerate(lists)
    ]
    reputations = ReputationSet.build(feeds)
    then = reputations.lookup(["198.51.100.7"], MADE + timedelta(days=days))[0]
    assert reputations.timeless(["198.51.100.7"])[0].score >= then.score


@pytest.mark.parametrize(("expires", "allowed"), [(None, True), (END, True), (MADE, False)])
def test_an_allowance_counts_until_it_expires_and_stays_visible(vetted, expires, allowed):
    entry = Allowance("192.0.2.0/24", "ops", "probes", MADE, expires)
    reputations = ReputationSet.build([vetted("192.0.2.1", confidence=95)], allowlist=[entry])
    (said,) = reputations.lookup(["192.0.2.1"], MADE + timedelta(hours=1))
    assert (said.listed, said.allowed is not None, said.allowances) == (not allowed, allowed, (entry,))


def test_more_answers_than_are_kept_are_right_too(vetted, monkeypatch):
    monkeypatch.setattr("vedette.intel.reputation_set._MOST_KEPT", 10)
    values = [f"198.51.100.{i}" for i in range(20, 120)]
    reputations = ReputationSet.build([vetted(*values)])
    for _ in range(2):
        assert all(r.listed for r in reputations.lookup(values))
        assert all(r.listed for r in reputations.timeless(values))


@pytest.mark.parametrize(
    ("lists", "stale", "days", "asked"),
    [
        ([], (), 0, Asked.NOT_ASKED),
        ([{"context": ContextKind.CLOUD}], (), 0, Asked.NOT_ASKED),
        ([{"listed_at": MADE}], (), 10, Asked.ASKED),
        ([{"listed_at": MADE}], (), 400, Asked.TOO_OLD),
        ([{"listed_at": MADE}], ("list",), 0, Asked.TOO_OLD),
        ([{"listed_at": MADE}, {"name": "other"}], ("list",), 400, Asked.ASKED),
    ],
)
def test_whether_anybody_was_asked_depends_on_how_old_the_lists_are(vetted, lists, stale, days, asked):
    feeds = [vetted("192.0.2.1", **said) for said in lists]
    reputations = ReputationSet.build(feeds, stale=stale)
    assert reputations.asked(MADE + timedelta(days=days)) is asked
