"""ModSecurity's audit log in its native form."""

from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.telemetry import detect_format
from vedette.telemetry.modsecurity import NO_TRANSACTION, Modsecurity

FORM = Modsecurity()
SAMPLE = (Path(__file__).parent / "samples/modsecurity.log").read_text()


def test_a_transaction_tells_the_request_and_its_answer(read_lines):
    rows, account = read_lines(FORM, SAMPLE)
    plain, stopped, warned = rows.rows(named=True)
    assert (plain["client_ip"], plain["client_port"], plain["server_ip"]) == ("192.0.2.1", 39424, "10.0.0.1")
    assert (plain["method"], plain["path"], plain["status"]) == ("GET", "/", 404)
    assert (plain["host"], plain["user_agent"]) == ("shop.example", "curl/7.88.1")
    assert plain["response"].startswith("<!DOCTYPE HTML PUBLIC")
    assert plain["time"].isoformat() == "2026-11-24T14:47:23.863710+00:00"
    assert (plain["notice"], plain["event"]) == (None, None)
    assert (warned["client_ip"], warned["body"]) == ("2001:db8::1", "x=1%0a--abcdef12-A--%0a[x] 9.9.9.9&y=2")
    assert [row["line"] for row in (plain, stopped, warned)] == [1, 35, 74]
    assert account.rejected == 0


def test_what_a_rule_found_is_a_finding_and_what_it_stopped_was_dropped(read_lines):
    _, stopped, warned = read_lines(FORM, SAMPLE)[0].rows(named=True)
    assert (stopped["notice"], stopped["event"]) == ("SQL Injection Attack Detected", "dropped")
    assert (warned["notice"], warned["event"]) == (
        "Found User-Agent associated with security scanner",
        None,
    )


def test_the_lines_of_an_answer_are_lines_again(read_lines):
    warned = read_lines(FORM, SAMPLE)[0].rows(named=True)[2]
    assert warned["response"].startswith("<html>\n<head><title>404 Not Found</title></head>\n<body>")


def test_a_body_that_holds_a_transaction_is_a_body(read_lines):
    body = "--deadbeef-A--\n[24/Nov/2026:14:47:23 +0000] x 198.51.100.9 1 10.0.0.1 80\n\n--deadbeef-Z--\n"
    text = SAMPLE.replace("x=1%0a--abcdef12-A--%0a[x] 9.9.9.9&y=2\n", body)
    rows, account = read_lines(FORM, text)
    assert rows["client_ip"].to_list() == ["192.0.2.1", "203.0.113.9", "2001:db8::1"]
    assert rows["body"][2] == body.rstrip("\n")
    assert account.rejected == 0


def test_clients_are_found_in_raw_bytes(read_lines, agree):
    rows, _ = read_lines(FORM, SAMPLE)
    quiet = rows.filter(pl.col("notice").is_null())["raw"][0] + "\n\n"
    agree(FORM, quiet + quiet.replace("192.0.2.1", "2001:db8::7"))


def test_what_is_cut_off_is_rejected(read_lines):
    _, account = read_lines(FORM, SAMPLE[:300])
    assert account.connections == 0
    assert set(account.reasons) == {NO_TRANSACTION}


def test_windows_line_ends_change_nothing(read_lines):
    rows, _ = read_lines(FORM, SAMPLE.replace("\n", "\r\n"))
    columns = ["client_ip", "path", "status", "notice", "body", "user_agent"]
    assert rows.select(columns).equals(read_lines(FORM, SAMPLE)[0].select(columns))


def test_it_is_recognised_where_an_old_transaction_ends_it():
    assert detect_format(SAMPLE.encode()[:200], "audit.log").name == "modsecurity"


@settings(deadline=None, max_examples=30)
@given(st.binary(max_size=300), st.integers(0, len(SAMPLE)))
def test_any_bytes_are_accounted_for(read_lines, data, at):
    read_lines(FORM, SAMPLE.encode()[:at] + data + SAMPLE.encode()[at:])
    FORM.sniff(data, "x")
