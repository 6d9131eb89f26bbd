import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.assets.live.reachability.nft import Nft
from vedette.assets.live.reachability.verdict import Passage, passage

CHAIN = {"family": "inet", "table": "filter", "name": "input", "type": "filter", "hook": "input", "prio": 0}


def payload(protocol, field):
    return {"payload": {"protocol": protocol, "field": field}}


def meta(key):
    return {"meta": {"key": key}}


def match(left, right, op="=="):
    return {"match": {"op": op, "left": left, "right": right}}


def rules(*expressions, policy="drop", family="inet", further=()):
    chain = {**CHAIN, "family": family, "policy": policy}
    made = [
        {"rule": {"family": family, "table": "filter", "chain": "input", "expr": list(each)}}
        for each in expressions
    ]
    return Nft().read(
        (json.dumps({"nftables": [{"metainfo": {}}, {"chain": chain}, *further, *made]}).encode(),)
    )


ACCEPT, DROP = {"accept": None}, {"drop": None}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ([match(payload("tcp", "dport"), 80), ACCEPT], Passage.FREE),
        (
            [match(payload("tcp", "dport"), {"set": [22, {"range": [70, 90]}]}), {"counter": {}}, ACCEPT],
            Passage.FREE,
        ),
        ([match(payload("th", "dport"), 80), ACCEPT], Passage.FREE),
        ([match(payload("udp", "dport"), 80), ACCEPT], Passage.REFUSED),
        ([match(payload("tcp", "dport"), 80, "!="), ACCEPT], Passage.REFUSED),
        (
            [match(payload("ip", "saddr"), "10.0.0.1"), match(payload("tcp", "dport"), 80), ACCEPT],
            Passage.SOME,
        ),
        ([match(meta("iifname"), "lo"), ACCEPT], Passage.REFUSED),
        ([match(meta("iifname"), "eth0"), ACCEPT], Passage.SOME),
        ([match({"ct": {"key": "state"}}, ["established", "related"]), ACCEPT], Passage.REFUSED),
        ([match({"ct": {"key": "state"}}, {"set": ["established", "new"]}), ACCEPT], Passage.FREE),
        ([match(meta("l4proto"), {"set": ["tcp", "udp"]}), ACCEPT], Passage.FREE),
        ([match(meta("nfproto"), "ipv6"), ACCEPT], Passage.REFUSED),
        ([{"limit": {"rate": 1}}, ACCEPT], Passage.SOME),
        ([{"vmap": {}}], Passage.REFUSED),
        ([ACCEPT], Passage.FREE),
        ([{"log": None}], Passage.REFUSED),
    ],
)
def test_a_rule_accepts_whom_it_is_about(expression, expected):
    assert passage(rules(expression), "ip", "tcp", 80) is expected


def test_the_first_rule_that_applies_decides():
    refuse = [match(payload("tcp", "dport"), 80), {"reject": {"type": "tcp reset"}}]
    assert passage(rules(refuse, [ACCEPT], policy="accept"), "ip", "tcp", 80) is Passage.REFUSED
    assert passage(rules([ACCEPT], refuse), "ip", "tcp", 80) is Passage.FREE


def test_the_policy_decides_where_no_rule_does():
    assert passage(rules(policy="accept"), "ip", "tcp", 80) is Passage.FREE
    assert passage(rules(policy="drop"), "ip", "tcp", 80) is Passage.REFUSED


def test_a_named_set_stands_for_its_elements():
    web = {"set": {"family": "inet", "table": "filter", "name": "web", "elem": [80, {"range": [8000, 8100]}]}}
    found = rules([match(payload("tcp", "dport"), "@web"), ACCEPT], further=[web])
    assert passage(found, "ip", "tcp", 8042) is Passage.FREE
    assert passage(found, "ip", "tcp", 22) is Passage.REFUSED


def test_a_jump_comes_back_and_a_goto_does_not():
    place = {"family": "inet", "table": "filter"}
    further = [
        {"chain": {**place, "name": "more"}},
        {"rule": {**place, "chain": "more", "expr": [match(payload("tcp", "dport"), 22), DROP]}},
    ]
    assert (
        passage(rules([{"jump": {"target": "more"}}], [ACCEPT], further=further), "ip", "tcp", 80)
        is Passage.FREE
    )
    assert (
        passage(rules([{"jump": {"target": "more"}}], [ACCEPT], further=further), "ip", "tcp", 22)
        is Passage.REFUSED
    )
    assert (
        passage(rules([{"goto": {"target": "more"}}], [ACCEPT], further=further), "ip", "tcp", 80)
        is Passage.REFUSED
    )


def test_a_table_of_ipv4_says_nothing_of_ipv6():
    assert passage(rules(family="ip"), "ip6", "tcp", 80) is Passage.FREE


def test_tables_that_iptables_keeps_are_left_to_it():
    assert (
        passage(rules([{"xt": {"type": "match", "name": "conntrack"}}], family="ip"), "ip", "tcp", 1)
        is Passage.FREE
    )


@pytest.mark.parametrize(
    "output", [b"x", b"[]", b"{}", b'{"nftables": 1}', b'{"nftables": [{}]}', b"[" * 2000]
)
def test_what_is_no_listing_is_an_error(output):
    with pytest.raises(ValueError, match="no listing of nftables"):
        Nft().read((output,))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 70000) | st.sampled_from(["@web", "lo", "new", "tcp"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["match", "left", "right", "op", "set", "range", "payload", "jump", "target"]), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(st.lists(JSON, max_size=3))
def test_any_expression_is_a_rule_or_an_error(expression):
    try:
        assert passage(rules(expression), "ip", "tcp", 80) in Passage
    except ValueError as error:
        assert "no listing" in str(error)  # noqa: PT017
