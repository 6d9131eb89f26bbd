"""The search for lines that a rule could match: it loses none, and finds few others."""

import gzip
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.detect.rules.literals import Literals
from vedette.detect.rules.matching import RuleSet
from vedette.detect.rules.request import request_of
from vedette.detect.rules.rule import read_rules

ENCODINGS = {
    "plain": lambda c: c,
    "percent": lambda c: f"%{ord(c):02X}",
    "twice": lambda c: f"%25{ord(c):02x}",
    "iis": lambda c: f"%u00{ord(c):02x}",
    "hexadecimal": lambda c: f"\\x{ord(c):02x}",
    "json": lambda c: f"\\u00{ord(c):02x}",
    "entity": lambda c: f"&#x{ord(c):x};",
    "upper": lambda c: c.upper(),
    "overlong": lambda c: f"%c{ord(c) >> 6:x}%{0x80 | ord(c) & 0x3F:02x}",
}
EXAMPLES = [
    (rule.id, example)
    for rule in read_rules()
    for example in rule.examples
    if example.match and example.uri.isascii()
]


def line_of(request: dict[str, str | None]) -> bytes:
    """The request as a log would hold it: quotes within are escaped."""
    return " ".join(text for text in request.values() if text).replace('"', '\\"').encode()


@given(st.sampled_from(EXAMPLES), st.data())
@settings(max_examples=300, deadline=None)
def test_no_encoding_hides_a_request_that_a_rule_matches(rules, chosen, data):
    _, example = chosen
    names = st.sampled_from(sorted(ENCODINGS))
    kinds = data.draw(st.one_of(names.map(lambda n: [n]), st.lists(names, min_size=1, max_size=4)))
    body = example.body if example.body.isascii() else ""
    picks = data.draw(st.lists(st.integers(0, 3), min_size=8, max_size=8))

    def disguise(text: str) -> str:
        return "".join(
            ENCODINGS[kinds[n % len(kinds)]](c) if picks[n % 8] == 0 and c not in "\r\n" else c
            for n, c in enumerate(text)
        )

    request = request_of(
        example.method, example.uri[:1] + disguise(example.uri[1:]), example.headers, disguise(body)
    )
    matches = rules.match_request(request)
    if matches:
        assert len(rules.literals.offsets(line_of(request))) > 0
    if not all(match.rule.told_beside_others for match in matches):
        assert len(rules.screen.offsets(line_of(request))) > 0


@pytest.mark.parametrize(
    "line",
    [
        b'"GET /%D0%BF%D1%80%D0%B8%D0%B2%D0%B5%D1%82?q=%D0%BC%D0%B8%D1%80&next=%2Fhome%3Fa%3D1 HTTP/1.1" 200',
        b'"GET /search?q=fish%20and+chips HTTP/1.1" 200 512 "https://example.org/?u=http%3A%2F%2Fexample.org%2F"',
        b'"GET /%E4%BD%A0%EF%BC%8C%E5%A5%BD HTTP/1.1" 200 "-" "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"',
        b'{"id.orig_h":"192.0.2.1","method":"GET","uri":"/a?b=1\\u0026c=2","user_agent":"Mozilla/5.0 (X11; Linux)"}',
        b"Nov 24 08:00:00 web-1 sshd[1]: Failed password for invalid user admin from 192.0.2.1 port 4242 ssh2",
    ],
)
def test_an_ordinary_line_is_no_candidate(rules: RuleSet, line):
    assert rules.literals.offsets(line).tolist() == []


def test_offsets_stand_in_the_lines_that_hold_what_is_sought(rules: RuleSet):
    data = b"GET / x\nGET /../../etc/passwd x\n\nGET /?q=%3Cscript%3E x\nGET /b x"
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == 10)
    lines = set(np.searchsorted(ends, rules.literals.offsets(memoryview(data))).tolist())
    assert lines == {1, 3}
    assert rules.literals.offsets(b"").tolist() == []


def test_data_full_of_signs_is_answered_with_every_line():
    data = b"\n".join([b"%41" * 1000] * 50)
    assert len(Literals.of(["/etc/"]).offsets(data)) == 50


def test_a_line_that_only_shows_a_tool_is_left_out_of_the_screen(rules: RuleSet):
    line = b'"GET /phpmyadmin/ HTTP/1.1" 404 0 "-" "zgrab/0.x"'
    assert rules.screen.offsets(line).tolist() == []
    assert rules.literals.offsets(line).tolist() != []


@pytest.mark.parametrize("named", [b'"tags":["CVE-2021-44228"]', b"EXPLOIT_CVE_2014_6271", b"cve-1999-0001"])
def test_a_line_in_which_a_sensor_names_a_vulnerability_is_a_candidate(rules: RuleSet, named):
    assert rules.screen.offsets(b"1\n" + named + b"\n2").tolist() != []


@pytest.mark.parametrize(
    "line", [b'"PUT /x.jsp/ HTTP/1.1"', b'{"method":"PUT","uri":"/x.jsp/"}', b"x\tMOVE\t/x.php\t"]
)
def test_a_method_that_writes_files_is_a_sign(rules: RuleSet, line):
    assert rules.screen.offsets(line).tolist() != []


def test_an_attack_in_a_very_long_line_is_told_where_it_stands(rules: RuleSet):
    line = b"a" * 100_000 + b"<script>alert(1)</script>" + b"b" * 100_000
    offsets = rules.screen.offsets(line)
    assert len(offsets)
    assert np.all(np.abs(offsets - 100_000) < 100)


def test_many_threads_share_one_search(rules: RuleSet):
    data = b"GET /index.html\n" * 5000 + b"GET /?x=<script>\n" + b"GET /../../etc/passwd\n"
    alone = rules.literals.offsets(data).tolist()
    with ThreadPoolExecutor(4) as pool:
        assert all(found.tolist() == alone for found in pool.map(rules.literals.offsets, [data] * 16))
    assert alone


@pytest.mark.conformance
def test_few_ordinary_lines_are_candidates(rules: RuleSet, shared_data):
    data = gzip.decompress((shared_data / "telemetry/elastic/apache_access_first6000.log.gz").read_bytes())
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == 10)
    candidates = np.unique(np.searchsorted(ends, rules.literals.offsets(data)))
    assert len(candidates) < 0.01 * len(ends)
