"""Sigma web rules."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.detect.rules.convert.formats import convert
from vedette.detect.rules.convert.interface import Refused
from vedette.detect.rules.convert.modifiers import values
from vedette.detect.rules.matching import RuleSet
from vedette.detect.rules.patterns import compile_pattern
from vedette.detect.rules.request import request_of
from vedette.detect.rules.rule import read_rule


def rule(tmp_path, detection, *, title="Command injection", source="category: webserver", more=""):
    path = tmp_path / "foreign.yml"
    path.write_text(f"title: {title}\nlogsource: {{{source}}}\n{more}\ndetection:\n{detection}\n")
    return path


def converted(tmp_path, detection, **said):
    made = convert(rule(tmp_path, detection, **said))
    path = tmp_path / f"{made.ident}.toml"
    path.write_text(made.text)
    return read_rule(path)


def matches(own, uri="/", method="GET", headers=None, body=""):
    return bool(RuleSet([own]).match_request(request_of(method, uri, headers or {}, body)))


def refusal(tmp_path, detection, **said):
    with pytest.raises(Refused) as caught:
        convert(rule(tmp_path, detection, **said))
    return str(caught.value)


def test_contains_startswith_endswith_and_equality_stand_where_they_say(tmp_path):
    own = converted(
        tmp_path,
        "  a: {cs-uri-stem|startswith: '/panel/'}\n  b: {cs-uri-stem|endswith: '.jsp'}\n"
        "  c: {cs-uri-query|contains: 'cmd='}\n  condition: a and b and c",
    )
    assert matches(own, "/panel/x.jsp?cmd=id")
    assert not matches(own, "/x/panel/x.jsp?cmd=id")
    assert not matches(own, "/panel/x.jspx?cmd=id")


def test_a_list_is_any_of_its_values_and_all_makes_it_every_one(tmp_path):
    some = converted(tmp_path, "  s: {cs-uri-query|contains: [wget-http, curl-http]}\n  condition: s")
    every = converted(tmp_path, "  s: {cs-uri-query|contains|all: [wget-http, curl-http]}\n  condition: s")
    assert matches(some, "/?a=curl-http")
    assert not matches(every, "/?a=curl-http")
    assert matches(every, "/?a=curl-http&b=wget-http")


def test_one_of_and_all_of_select_by_pattern(tmp_path):
    body = "  sel_a: {cs-uri-query|contains: first-part}\n  sel_b: {cs-uri-query|contains: second-part}\n  condition: "
    assert matches(converted(tmp_path, body + "1 of sel_*"), "/first-part")
    assert not matches(converted(tmp_path, body + "all of them"), "/first-part")


def test_methods_become_methods_and_statuses_what_shows_success(tmp_path):
    own = converted(
        tmp_path,
        "  s: {cs-method: POST, cs-uri-query|contains: /exec-it, sc-status: [200, 302]}\n  condition: s",
    )
    assert own.request[0].methods == ("POST",)
    assert own.success.statuses == (200, 302)


def test_wildcards_and_their_escapes(tmp_path):
    own = converted(
        tmp_path, "  s: {cs-uri-query: ['*/admin/*.php?do=exe?', '*liter\\*al*']}\n  condition: s"
    )
    assert matches(own, "/x/admin/b.php?do=exec")
    assert matches(own, "/liter*al")
    assert not matches(own, "/literal")


def test_keywords_are_sought_anywhere(tmp_path):
    own = converted(tmp_path, "  keywords: ['Runtime.exec(', '/bin/evil']\n  condition: keywords")
    assert matches(own, headers={"User-Agent": "x /bin/evil"})


def test_headers_are_told_apart(tmp_path):
    own = converted(tmp_path, "  s: {cs-cookie|contains: 'evil-cookie'}\n  condition: s")
    assert matches(own, headers={"Cookie": "a=evil-cookie"})
    assert not matches(own, headers={"X-Other": "a=evil-cookie"})
    own = converted(tmp_path, "  s: {cs-referer|startswith: 'https://evil.example'}\n  condition: s")
    assert matches(own, headers={"Referer": "https://evil.example/a"})
    assert not matches(own, headers={"Host": "https://evil.example/a"})


EVIL = "  s: {cs-uri-query|contains: x-evil}\n"


@pytest.mark.parametrize(
    ("rest", "told", "passed_over"),
    [
        ("  f: {cs-uri-query|contains: good}\n  condition: s and not f", {}, {"uri": "/x-evil/good"}),
        ("  f_a: {cs-uri-query|contains: good}\n  f_b: {cs-referer|contains: home}\n  condition: s and not 1 of f_*",
         {}, {"headers": {"Referer": "/home"}}),
        ("  f: {cs-uri-query|contains: good, cs-referer|contains: home}\n  condition: s and not f",
         {"uri": "/x-evil/good"}, {"uri": "/x-evil/good", "headers": {"Referer": "/home"}}),
        ("  f: [good-word]\n  condition: s and not (f or f)", {}, {"headers": {"X-Any": "a good-word"}}),
        ("  f: {cs-user-agent|neq: [Probe, Check]}\n  condition: s and f",
         {"headers": {"User-Agent": "Probes"}}, {"headers": {"User-Agent": "Check"}}),
        ("  f: {cs-referer: null}\n  condition: s and f", {}, {"headers": {"Referer": "/home"}}),
        ("  f: {cs-referer: ['', '/home']}\n  condition: s and f",
         {"headers": {"Referer": "/home"}}, {"headers": {"Referer": "/other"}}),
        ("  f: {cs-uri-query: null}\n  condition: s and not f", {"uri": "/x-evil?a"}, {"uri": "/x-evil"}),
        ("  f: {cs-cookie|exists: false}\n  condition: s and f", {}, {"headers": {"Cookie": "a=b"}}),
        ("  f: {sc-status: [403, 404]}\n  condition: s and not f", {}, {"uri": "/"}),
        ("  f: {cs-uri-query|contains: good}\n  condition: s and not not f", {"uri": "/x-evil/good"}, {}),
    ],
)  # fmt: skip
def test_what_a_rule_excepts_is_passed_over(tmp_path, rest, told, passed_over):
    own = converted(tmp_path, EVIL + rest)
    assert matches(own, **{"uri": "/x-evil"} | told)
    assert not matches(own, **{"uri": "/x-evil"} | passed_over)


def test_an_exception_that_is_hidden_from_the_original_excuses_nothing(tmp_path):
    own = converted(tmp_path, f"{EVIL}  f: {{cs-uri-query|contains: good}}\n  condition: s and not f")
    assert matches(own, "/x-evil?%67ood")


def test_vulnerabilities_level_and_author_are_kept(tmp_path):
    path = rule(
        tmp_path,
        "  s: {cs-uri-query|contains: /exec-it}\n  condition: s",
        more="author: Somebody\nlevel: high\ntags: [cve.2021-26814, attack.t1190]",
    )
    made = convert(path)
    assert 'cves = ["CVE-2021-26814"]' in made.text
    assert "confidence = 0.8" in made.text
    assert ", by Somebody." in made.text.splitlines()[0]


@pytest.mark.parametrize(
    ("detection", "reason"),
    [
        ("  s: {cs-uri-query|contains: x-evil}\n  condition: s and not s", "nothing can satisfy it"),
        (EVIL + "  f: {cs-method: POST}\n  condition: s and not f", "condition: not: a method"),
        (EVIL + "  f: {sc-status: 200}\n  condition: s and not f", "refuses or fails"),
        (EVIL + f"  condition: {'not ' * 40}s", "nested too deep"),
        (EVIL + "  f: {cs-uri-stem: null}\n  condition: s and f", "nothing that a request may lack"),
        (EVIL + "  f: {cs-uri-query: [[a]]}\n  condition: s and f", "a value that is"),
        (EVIL + "  condition: not s", "only at what a request lacks"),
        ("  s: {cs-uri-query|contains: x-evil}\n  condition: s | count() > 5", "aggregation"),
        ("  s: {cs-uri-query|contains: x-evil}\n  timeframe: 5m\n  condition: s", "timeframe"),
        ("  s: {cs-uri-query|contains: x-evil}\n  condition: s and (s", "ends too early"),
        ("  s: {cs-uri-query|contains: x-evil}\n  condition: 2 of s*", "2 of"),
        ("  s: {cs-uri-query|contains: x-evil}\n  condition: t", "'t' is not understood"),
        ("  s: {cs-uri-query|re: '(?=x)evil-text'}\n  condition: s", "RE2 refuses"),
        ("  s: {cs-uri-query|re: '(evil)\\1'}\n  condition: s", "RE2 refuses"),
        ("  s: {c-ip|cidr: 10.0.0.0/8}\n  condition: s", "cidr: rules look at requests, not at addresses"),
        ("  s: {cs-uri-query|cased|contains: Evil-text}\n  condition: s", "cased"),
        ("  s: {cs-username: root}\n  condition: s", "no part of a request"),
        ("  s: {cs-user-agent: ''}\n  condition: s", "only at what a request lacks"),
        ("  s: {cs-method: POST}\n  condition: s", "method or status alone"),
        ("  s: {cs-uri-query|contains: x-evil, sc-status: 404}\n  condition: s", "refuses or fails"),
        ("  s: {cs-uri-query|contains: ab}\n  condition: s", "needs no text"),
        ("  s: {cs-uri-query|contains: '*'}\n  condition: s", "anything at all"),
    ],
)
def test_what_ours_cannot_say_is_refused_with_file_and_construct(tmp_path, detection, reason):
    said = refusal(tmp_path, detection)
    assert reason in said
    assert str(tmp_path / "foreign.yml") in said


def test_rules_about_other_logs_are_refused(tmp_path):
    assert "logsource" in refusal(
        tmp_path, "  s: {Image: x}\n  condition: s", source="category: process_creation"
    )


def test_more_alternatives_than_a_rule_may_have_are_refused(tmp_path):
    parts = "\n".join(
        f"  s{n}: [{{cs-uri-query|contains: evil-{n}}}, {{cs-user-agent|contains: evil-{n}}}]"
        for n in range(7)
    )
    assert "alternatives" in refusal(tmp_path, f"{parts}\n  condition: all of them")


@given(st.text("abcXYZ0123/=", min_size=3, max_size=30), st.binary(max_size=7), st.binary(max_size=7))
def test_base64_at_any_offset_is_found_wherever_the_text_stands(text, before, after):
    (forms,) = values([text], ["base64offset", "contains"], "s")
    data = base64.b64encode(before + text.encode() + after).decode()
    assert any(not form.pattern or compile_pattern(form.pattern).search(data) for form in forms)


def test_windash_takes_a_slash_for_a_dash():
    (forms,) = values(["cmd -c"], ["windash", "contains"], "s")
    assert "cmd /c" in {form.pattern for form in forms}
