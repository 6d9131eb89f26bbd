"""Matching of requests, alone and by the table."""

import json
import time
from urllib.parse import quote_plus

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.detect.rules.matching import RuleSet
from vedette.detect.rules.request import request_of
from vedette.detect.rules.rule import Alternative, AttackClass, Condition, Example, Field, Rule
from vedette.model.connection import SCHEMA, conform

REQUESTS = [
    {"method": "GET", "path": "/", "user_agent": "Mozilla/5.0 (X11; Linux x86_64)"},
    {"method": "GET", "path": "/static/../../../etc/passwd"},
    {"method": "GET", "path": "/?q=%2527%2520or%25201%253D1--", "referer": "https://example.org/"},
    {"method": None, "path": None, "headers": "Authorization: ${${lower:j}ndi:ldap://h.example/a}"},
    {"method": "PUT", "path": "/x.jsp/"},
    {"method": "POST", "path": "/", "body": "a=%3Cscript%3Ealert(1)%3C/script%3E"},
    {"method": "GET", "path": "/search?q=fish+and+chips"},
    {"method": None, "path": None},
]


def frame_of(requests: list[dict[str, str | None]]) -> pl.DataFrame:
    return conform(
        pl.DataFrame(
            requests,
            schema=dict.fromkeys(("method", "path", "user_agent", "referer", "headers", "body"), pl.String),
        )
    )


def ids(rules: RuleSet, request: dict[str, str | None]) -> list[str]:
    return [match.rule.id for match in rules.match_request(request)]


def test_a_table_is_answered_row_by_row(rules: RuleSet):
    found = rules.match(frame_of(REQUESTS))
    assert found.dtype == pl.List(pl.String)
    assert found.to_list() == [ids(rules, request) for request in REQUESTS]
    assert [bool(names) for names in found.to_list()] == [False, True, True, True, True, True, False, False]


@given(st.lists(st.sampled_from(range(len(REQUESTS))), max_size=12))
@settings(max_examples=30, deadline=None)
def test_a_request_matches_the_same_alone_and_within_a_table(rules, order):
    chosen = [REQUESTS[number] for number in order]
    assert rules.match(frame_of(chosen)).to_list() == [ids(rules, request) for request in chosen]


@pytest.mark.parametrize("frame", [pl.DataFrame(schema=SCHEMA), pl.DataFrame({"x": [1]})])
def test_a_table_without_requests_is_answered_with_nothing(rules, frame):
    found = rules.match(frame)
    assert found.dtype == pl.List(pl.String)
    assert found.to_list() == [[]] * frame.height


def test_a_match_names_what_was_asked_for(rules: RuleSet):
    match = next(
        m
        for m in rules.match_request({"path": "/static/%2e%2e/%2e%2e/etc/shadow", "method": "GET"})
        if m.rule.id == "cve-2024-23334"
    )
    assert (match.field, match.target) == ("path", "/etc/shadow")
    assert match.text.startswith("/static/")


def test_an_attack_behind_much_padding_is_found(rules: RuleSet):
    padding = "a" * 200_000
    assert "xss-tag" in ids(
        rules, {"path": None, "method": "POST", "body": f"x={padding}<script>alert(1)</script>{padding}"}
    )


def test_text_that_is_no_unicode_is_matched_all_the_same(rules: RuleSet):
    assert ids(rules, {"path": "/\udcff?x=../../etc/passwd", "method": "GET"})


MEGABYTE = 1_000_000
HOSTILE = [
    "%41",
    "${",
    "../",
    "%27%27a",
    "${jndi:",
    "<a onx=",
    "' or 1=1 union select ",
    "base64,AAAA",
    ";cat ",
    "&#x41;",
    "/*",
    "a",
    "=for %a in (",
    "=if a==",
    "@{[",
    "$x$y;",
    "=sh -c ls -la ",
    "\\r\\na1 fetch ",
    "'}'::jsonb->'",
    "select a from b where c=",
    "[![]+",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_megabyte_costs_less_than_fifty_milliseconds(rules: RuleSet, piece):
    request = {"path": piece * (MEGABYTE // len(piece)), "method": "GET"}
    rules.match_request(request)  # automata are built once

    def cost() -> float:
        start = time.process_time()
        rules.match_request(request)
        return time.process_time() - start

    assert min(cost() for _ in range(7)) < 0.05


ORDINARY = [
    "union was a great select",
    "DEA'S and DON'TS",
    "please group by age and order by name",
    'the "or" operator and the "and" operator',
    "What's up?; nothing much",
    "Tom & Jerry; cat and mouse",
    "echo chamber; more than words & more",
    "name; host; id; date",
    "user(s) and group(s), f(x) = sin(x) + cos(x)",
    "sleep (8 hours) is good; exec producer; declare victory",
    'He\'s like, "no way" -- I\'m like, "yes"',
    "Select your country from the list, insert into the slot, drop by -- and grant all my wishes",
    "how do I use the function count(*)?",
    "for i in (1, 2, 3) do something",
    "I would like '5 stars' and 'more', 1,000 or 2,000 of them",
    "Version 2.0 -- released; the years '99 and '00",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_a_text_with_words_of_languages_is_no_attack(rules: RuleSet, text):
    headers = {"Host": "example.org", "User-Agent": "Mozilla/5.0"}
    assert ids(rules, request_of("POST", "/comment", headers, "text=" + quote_plus(text))) == []


XML_NAMES = ["java.lang.Runtime", "ProcessBuilder.evil.forclosure", "rO0ABQ"]


@pytest.mark.parametrize("name", XML_NAMES)
def test_a_name_of_xml_is_no_value(rules: RuleSet, name):
    document = f'<?xml version="1.0"?><xml><{name} a="b">c</{name}><e {name}="b"/></xml>'
    assert ids(rules, request_of("POST", "/", {"Content-Type": "application/xml"}, document)) == []
    value = f'<?xml version="1.0"?><xml><e>{name}</e></xml>'
    assert ids(rules, request_of("POST", "/", {"Content-Type": "application/xml"}, value)) != []


def test_a_hint_is_told_but_calls_for_no_search_of_raw_lines(rules: RuleSet):
    line = b'"GET /?x=systemd-resolve+--status HTTP/1.1" 200'
    hint = rules.match_request(request_of("GET", "/?x=systemd-resolve+--status", {}, ""))
    assert [(match.rule.id, match.rule.told_beside_others) for match in hint] == [("rce-unix-program", True)]
    assert rules.screen.offsets(line).tolist() == []
    assert rules.literals.offsets(line).tolist() != []


@pytest.mark.conformance
def test_every_log4shell_string_is_recognised(rules: RuleSet, shared_data):
    lines = (shared_data / "labelled/log4shell_strings/log4shell_strings.jsonl").read_text().splitlines()
    texts = [
        row["text"] for row in map(json.loads, lines) if row["label"] == "attack" and "${" in row["text"]
    ]
    assert texts
    for text in texts:
        assert "cve-2021-44228" in ids(rules, request_of("GET", "/", {"User-Agent": text}, "")), text


def rule_with(none: Condition) -> Rule:
    """Asks for a panel's command, but not where the condition excuses it."""
    return Rule(
        id="x",
        title="X",
        attack_class=AttackClass.RCE,
        confidence=0.9,
        action="ran a command",
        literals=("/panel?cmd=",),
        request=(
            Alternative(
                conditions=(Condition(fields=(Field.URI,), matches=r"/panel\?cmd="),),
                none=(none,),
            ),
        ),
        examples=(Example(match=True, uri="/panel?cmd=x"), Example(match=False)),
    )


def test_what_excuses_a_request_keeps_it_from_matching(rules: RuleSet):
    own = RuleSet([rule_with(Condition(fields=(Field.REFERER, Field.BODY), matches=r"/panel/form\b"))])
    asked = {"method": "GET", "path": "/panel?cmd=id"}
    assert ids(own, asked) == ["x"]
    assert ids(own, asked | {"referer": "https://h.example/panel/form"}) == []
    assert ids(own, asked | {"body": "/panel/form"}) == []
    assert ids(own, asked | {"user_agent": "/panel/form"}) == ["x"], "it looks where it says alone"
    assert ids(own, {"referer": "https://h.example/panel/form"}) == [], "what is lacking alone is no attack"


def test_what_excuses_a_request_may_look_at_what_was_sent_alone():
    encoded = {"method": "GET", "path": "/panel?cmd=id&%73afe"}
    for decoded, told in ((True, []), (False, ["x"])):
        own = RuleSet([rule_with(Condition(fields=(Field.URI,), matches="&safe", decoded=decoded))])
        assert ids(own, encoded) == told
