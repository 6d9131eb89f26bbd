"""Syslog in which several programs speak."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.telemetry import detect_format
from vedette.telemetry.daemon import NO_STAMP
from vedette.telemetry.mixed_syslog import MixedSyslog

FORM = MixedSyslog()
SAMPLE = (Path(__file__).parent / "samples/mixed_syslog.log").read_text()


def test_each_program_is_read_by_its_own_format(read_lines):
    frame, account = read_lines(FORM, SAMPLE)
    told = frame.select("client_ip", "event", "protocol", "server_name", "line").rows()
    assert told == [
        ("192.0.2.1", "login-failed", "ssh", "www", 1),
        ("192.0.2.2", "dropped", None, "www", 2),
        ("192.0.2.3", None, "http", "www", 3),
        ("192.0.2.4", "request-refused", "http", "www", 4),
        ("192.0.2.1", "disconnected", "ssh", "www", 8),
    ]
    assert (account.ignored, account.rejected) == (4, 0)


def test_access_logs_alone_within_syslog_are_recognised_too():
    lines = [line for line in SAMPLE.splitlines() if 'HTTP/1.1" 404' in line]
    assert detect_format("\n".join(lines).encode(), "x").name == "mixed_syslog"


def test_a_syslog_of_one_program_is_of_that_programs_format():
    assert detect_format(SAMPLE.splitlines()[0].encode(), "x").name == "sshd"
    assert detect_format(SAMPLE.splitlines()[1].encode(), "x").name == "netfilter"


def test_programs_that_nobody_reads_are_ignored_and_lines_without_a_stamp_rejected(read_lines):
    _, account = read_lines(FORM, "Jun  2 03:04:09 www CRON[9]: x\nhello\n\n")
    assert (account.ignored, dict(account.reasons)) == (2, {NO_STAMP: 1})


@settings(deadline=None, max_examples=30)
@given(st.binary(max_size=300).map(b"\n".__add__))
def test_any_bytes_are_accounted_for(read_lines, data):
    read_lines(FORM, data)
    FORM.sniff(data, "x")


@settings(deadline=None, max_examples=50)
@given(st.text(st.characters(blacklist_characters="\n\r", codec="utf-8"), max_size=40))
def test_what_an_unknown_program_says_is_never_another_programs_word(read_lines, text):
    lure = "kernel: IN=eth0 OUT= SRC=198.51.100.9 DST=10.0.0.1 LEN=1 PROTO=TCP SPT=1 DPT=2 "
    frame, _ = read_lines(FORM, f"Jun  2 03:04:05 www app[1]: {text}{lure}\n")
    assert frame.is_empty()
