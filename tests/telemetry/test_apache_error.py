"""Apache's error log."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.telemetry.apache_error import ApacheError

FORM = ApacheError()
OPENING = "[Sun Jun 02 03:04:05.678901 2024] [auth_basic:error] [pid 9:tid 11] "


def test_a_line_of_today_gives_client_port_account_and_referer(read_row):
    line = '[client 192.0.2.1:50412] AH01617: user eve: authentication failure for "/a": Password Mismatch, referer: http://x/'
    assert read_row(FORM, OPENING + line) == {
        "time": datetime(2024, 6, 2, 3, 4, 5, 678901, tzinfo=UTC),
        "client_ip": "192.0.2.1",
        "client_port": 50412,
        "transport": "tcp",
        "protocol": "http",
        "event": "login-failed",
        "user": "eve",
        "referer": "http://x/",
        "message": "[auth_basic:error] [pid 9:tid 11] " + line,
    }


@pytest.mark.parametrize(
    ("written", "address", "port"),
    [
        ("[client 192.0.2.1:80]", "192.0.2.1", 80),
        ("[client 192.0.2.1]", "192.0.2.1", None),
        ("[client 2001:db8::1:51999]", "2001:db8::1", 51999),
        ("[client [2001:db8::1]:51999]", "2001:db8::1", 51999),
        ("[remote 192.0.2.1:80]", "192.0.2.1", 80),
        ("mod_x.c(17): (70014)End of file found: [client 192.0.2.1:80]", "192.0.2.1", 80),
    ],
)
def test_the_address_is_told_from_the_port(read_row, written, address, port):
    fields = read_row(FORM, f"{OPENING}{written} AH00001: x")
    assert (fields["client_ip"], fields.get("client_port")) == (address, port)


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1:8080"])
def test_a_line_of_apache_2_2_names_no_port(read_row, address):
    line = f"[Sun Jun 02 03:04:05 2024] [error] [client {address}] File does not exist: /srv/x"
    fields = read_row(FORM, line)
    assert (fields["client_ip"], fields.get("client_port"), fields.get("event")) == (address, None, None)


@pytest.mark.parametrize(
    ("message", "event"),
    [
        ("AH01630: client denied by server configuration: /x", "request-refused"),
        ("AH01618: user eve not found: /", "user-invalid"),
        ("Digest: user `eve' in realm `r' not found: /", "user-invalid"),
        ('AH01617: user eve: authentication failure for "/": Password Mismatch', "login-failed"),
        ("AH00126: Invalid URI in request GET /../ HTTP/1.1", "probe"),
        ('ModSecurity: Access denied with code 403 (phase 2). [id "930100"]', "dropped"),
        ("AH00128: File does not exist: /x", None),
    ],
)
def test_what_happened_is_told_by_the_first_words(read_row, message, event):
    assert read_row(FORM, f"{OPENING}[client 192.0.2.1:80] {message}").get("event") == event


def test_the_log_may_come_through_syslog(read_row):
    line = "Jun  2 03:04:05 www apache2[9]: [authz_core:error] [pid 9] [client 192.0.2.1:80] AH01630: x"
    assert read_row(FORM, line)["client_ip"] == "192.0.2.1"


@settings(deadline=None, max_examples=50)
@given(st.text(st.characters(blacklist_characters="\n\r", codec="utf-8"), max_size=60), st.booleans())
def test_no_text_of_a_client_is_taken_for_its_address(read_lines, text, forged):
    text += "[client 198.51.100.9:1] " if forged else ""
    for opening in (OPENING, "[Sun Jun 02 03:04:05 2024] [error] "):
        frame, _ = read_lines(
            FORM, f"{opening}[client 192.0.2.1:80] AH01617: user {text}: authentication failure\n"
        )
        assert set(frame["client_ip"]) <= {"192.0.2.1"}


@settings(deadline=None, max_examples=50)
@given(st.binary(max_size=300).map(b"\n".__add__))
def test_any_bytes_are_accounted_for(read_lines, data):
    read_lines(FORM, data)


def test_clients_are_found_in_raw_bytes(agree):
    clients = ("192.0.2.1:80", "2001:db8::1:51999", "198.51.100.1")
    agree(
        FORM, "".join(f"{OPENING}[client {client}] AH00128: x [client 192.0.2.9:1]\n" for client in clients)
    )
    agree(FORM, "".join(f"{OPENING}[client {client}] AH00128: x\n" for client in clients))
