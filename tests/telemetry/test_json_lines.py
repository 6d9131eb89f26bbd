"""What all formats of JSON keep to."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vedette.detect.rules.literals import Literals
from vedette.model.address_set import AddressSet
from vedette.telemetry import FORMATS, detect_format
from vedette.telemetry.interface import Screen
from vedette.telemetry.json_lines import JsonFormat
from vedette.telemetry.wrapped import WrappedFormat

SAMPLES = {path.stem: path for path in (Path(__file__).parent / "samples").iterdir()}
NAMES = [name for name, form in FORMATS.items() if isinstance(form, JsonFormat | WrappedFormat)]
BY_LINES = [name for name in NAMES if SAMPLES[name].suffix == ".log"]


@pytest.mark.parametrize("name", BY_LINES)
def test_clients_in_raw_bytes_are_those_that_parsing_finds(name, agree, read_lines):
    form, text = FORMATS[name], SAMPLES[name].read_text()
    whole, _ = read_lines(form, text)
    findings = set(whole.filter(pl.col("notice").is_not_null())["line"])
    lines = text.splitlines(keepends=True)
    agree(form, "".join(line for number, line in enumerate(lines, 1) if number not in findings))
    nobody = Screen(AddressSet.of([]), AddressSet.of(["192.0.2.255"]), None, frozenset())
    frame, _ = read_lines(form, text, nobody)
    assert set(frame["line"]) == findings


@pytest.mark.parametrize("name", BY_LINES)
@pytest.mark.parametrize("escaped", [r"<\u0073cript>\"", r"\u003cscript>\"", r"\/<script>\"x"])
def test_an_attack_is_found_however_json_escapes_it(name, escaped, read_lines):
    text = SAMPLES[name].read_text()
    for told in ("curl/8.0", "/a?b=c"):
        if f'"{told}"' in text:
            attacked = text.replace(f'"{told}"', f'"{escaped}"')
            screen = Screen(
                AddressSet.of([]), AddressSet.of(["192.0.2.255"]), Literals.of(['<script>"']), frozenset()
            )
            frame, _ = read_lines(FORMATS[name], attacked, screen)
            hits = {number for number, line in enumerate(attacked.splitlines(), 1) if escaped in line}
            assert hits <= set(frame["line"])


@pytest.mark.parametrize("name", BY_LINES)
def test_a_sample_that_is_cut_anywhere_is_still_recognised_and_accounted_for(name, read_lines):
    data = SAMPLES[name].read_bytes()
    for end in range(data.index(b"\n") + 1, len(data), max(97, len(data) // 15)):
        read_lines(FORMATS[name], data[:end])
        if name != "zeek_logs":
            assert detect_format(data[:end], "x").name == name


@pytest.mark.parametrize("name", BY_LINES)
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    junk=st.lists(
        st.one_of(
            st.binary(max_size=60),
            st.sampled_from(
                [b"", b"{}", b"[]", b"null", b'{"request":5,"src_ip":[1],"id.orig_h":{}}', b"{" * 2000]
            ),
        ),
        max_size=6,
    ),
    at=st.integers(0, 3),
)
def test_whatever_stands_between_its_lines_every_line_is_accounted_for(name, read_lines, junk, at):
    lines = SAMPLES[name].read_bytes().splitlines()
    clean, _ = read_lines(FORMATS[name], b"\n".join(lines))
    junk = [line.replace(b"\n", b" ").replace(b"#", b" ") for line in junk]
    at = max(at, 1)  # the format is told by the first line
    frame, _ = read_lines(FORMATS[name], b"\n".join([*lines[:at], *junk, *lines[at:]]))
    assert set(clean["raw"]) <= set(frame["raw"])


@pytest.mark.parametrize("name", BY_LINES)
def test_no_text_of_a_client_becomes_its_address(name, read_lines):
    forged = r"6.6.6.6\",\"src_ip\":\"6.6.6.6\",\"remote_addr\":\"6.6.6.6\",\"client_ip\":\"6.6.6.6\",\"x\":\"{\"ip\":\"6.6.6.6"
    text = SAMPLES[name].read_text()
    for told in ("curl/8.0", "shop.example", "/a?b=c", "SSH-2.0-Go"):
        if f'"{told}"' in text:
            frame, account = read_lines(FORMATS[name], text.replace(f'"{told}"', f'"{forged}"'))
            assert account.rejected == 0
            assert "6.6.6.6" not in frame["client_ip"].to_list()


@pytest.mark.parametrize(
    "text",
    [
        '{"eventVersion":"1.08","sourceIPAddress":"192.0.2.1","eventName":"ConsoleLogin"}\n',
        '{"level":"info","msg":"started"}\n',
        '{"nginx_version":"1.9.4","address":"192.0.2.1","connections":{"active":2}}\n',
        '{"log":"hello\\n","stream":"stdout","time":"2024-01-15T10:23:45Z"}\n',
        "2024-01-15T10:23:45.5Z stdout F hello\n",
        '{"MESSAGE":"hello","__REALTIME_TIMESTAMP":"1"}\n',
        "[1, 2]\n",
        '[{"a": 1}]\n',
        '{"remote_addr":"192.0.2.1"}\n',
    ],
)
def test_json_of_other_kinds_is_claimed_by_none(text):
    assert not [name for name in NAMES if FORMATS[name].sniff(text.encode(), "x")]


@pytest.mark.parametrize("name", BY_LINES)
def test_bytes_that_are_no_text_neither_break_nor_hide_a_log(name, read_lines):
    data = SAMPLES[name].read_bytes().replace(b"curl", b"\x8c\xff").replace(b"shop", b"\xe9")
    assert detect_format(data, "x").name == name
    _, account = read_lines(FORMATS[name], data)
    assert account.connections > 0
