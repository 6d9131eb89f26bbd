"""IIS's logs, and headers that change on the way."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.telemetry.access_rows import NO_ADDRESS, OTHER_SHAPE
from vedette.telemetry.iis import Iis
from vedette.telemetry.w3c import NO_HEADER

FORM = Iis()
HEADER = "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status time-taken\n"
LINE = "2024-06-02 03:04:05 10.0.0.1 GET /a.aspx id=%27 443 eve {} Mozilla/5.0+(X11) 500 15\n"


def test_a_request_has_what_the_header_names(read_row):
    assert read_row(FORM, HEADER + LINE.format("192.0.2.1").rstrip()) == {
        "time": datetime(2024, 6, 2, 3, 4, 5, tzinfo=UTC),
        "client_ip": "192.0.2.1",
        "server_ip": "10.0.0.1",
        "server_port": 443,
        "transport": "tcp",
        "protocol": "http",
        "method": "GET",
        "path": "/a.aspx?id=%27",
        "status": 500,
        "user": "eve",
        "user_agent": "Mozilla/5.0+(X11)",
        "duration": 0.015,
    }


def test_backslashes_are_the_clients_own(read_row):
    line = LINE.format("192.0.2.1").replace("/a.aspx", r"/..\temp\x41").rstrip()
    assert read_row(FORM, HEADER + line)["path"] == r"/..\temp\x41?id=%27"


def test_a_header_that_changes_holds_from_there_and_lines_keep_their_numbers(read_lines):
    text = (
        HEADER + LINE.format("192.0.2.1") + HEADER + LINE.format("192.0.2.2")
        + "#Software: x\n#Fields: c-ip date time cs-method cs-uri-stem\n192.0.2.3 2024-06-02 03:04:06 GET /b\n"
        + HEADER + LINE.format("192.0.2.4")
    )  # fmt: skip
    frame, account = read_lines(FORM, text)
    assert frame.select("client_ip", "line").rows() == [
        ("192.0.2.1", 2), ("192.0.2.2", 4), ("192.0.2.3", 7), ("192.0.2.4", 9),
    ]  # fmt: skip
    assert (account.lines, account.ignored, account.rejected) == (9, 5, 0)
    raw = text.encode()
    for offset, line in frame.select("offset", "raw").rows():
        assert raw[offset:].startswith(line.encode())


def test_lines_under_no_header_or_one_without_a_client_are_rejected(read_lines):
    line = LINE.format("192.0.2.1")
    for head in ("", "#Fields: date time s-ip\n"):
        _, account = read_lines(FORM, head + line)
        assert dict(account.reasons) == {NO_HEADER: 1}


def test_lines_that_break_the_format_are_counted_with_their_place(read_lines):
    _, account = read_lines(FORM, HEADER + "x\n" + LINE.format("192.0.2.999") + "\n")
    assert dict(account.reasons) == {OTHER_SHAPE: 1, NO_ADDRESS: 1}
    assert [sample.line for sample in account.samples] == [2, 3]
    assert account.ignored == 2


def test_clients_are_found_in_raw_bytes(agree):
    lines = "".join(map(LINE.format, ("192.0.2.1", "2001:db8::1", "198.51.100.2")))
    agree(FORM, HEADER + lines + "#Fields: date time c-ip sc-status\n2024-06-02 03:04:06 192.0.2.3 200\n")


@settings(deadline=None, max_examples=50)
@given(
    st.lists(
        st.sampled_from([HEADER, LINE.format("192.0.2.1"), "#Fields: c-ip\n", "192.0.2.9\n", "#x\n", "\n"]),
        max_size=12,
    )
)
def test_every_line_is_accounted_for_however_headers_and_lines_follow(read_lines, parts):
    frame, account = read_lines(FORM, "".join(parts))
    assert account.lines == len(parts)
    assert frame["line"].is_sorted()


@settings(deadline=None, max_examples=30)
@given(st.binary(max_size=300).map(b"\n".__add__))
def test_any_bytes_are_accounted_for(read_lines, data):
    read_lines(FORM, HEADER.encode() + data)
    read_lines(FORM, b"\n#Fields: " + data)


@pytest.mark.parametrize("head", [b"#Fields: date time cs-method\n", b"#Fields: ts id\n", b"#Software: x\n"])
def test_a_header_without_a_client_is_not_of_iis(head):
    assert FORM.sniff(head, "x") == 0
