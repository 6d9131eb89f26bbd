"""nginx's error log."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.telemetry.daemon import NO_STAMP
from vedette.telemetry.messages import AMBIGUOUS
from vedette.telemetry.nginx_error import NginxError

FORM = NginxError()
OPENING = "2024/06/02 03:04:05 [error] 41#41: *7 "
CLIENT = ', client: 192.0.2.1, server: www.example.org, request: "GET /x?y HTTP/1.1", host: "a.example"'


def test_a_line_gives_the_client_and_its_request(read_row):
    assert read_row(
        FORM, OPENING + 'user "eve": password mismatch' + CLIENT + ', referrer: "http://b.example/"'
    ) == {
        "time": datetime(2024, 6, 2, 3, 4, 5, tzinfo=UTC),
        "client_ip": "192.0.2.1",
        "server_name": "www.example.org",
        "transport": "tcp",
        "protocol": "http",
        "event": "login-failed",
        "user": "eve",
        "method": "GET",
        "path": "/x?y",
        "host": "a.example",
        "referer": "http://b.example/",
        "message": '[error] 41#41: *7 user "eve": password mismatch'
        + CLIENT
        + ', referrer: "http://b.example/"',
    }


@pytest.mark.parametrize(
    ("message", "event"),
    [
        ('limiting requests, excess: 1.8 by zone "one"', "rate-limited"),
        ('delaying request, excess: 0.8, by zone "one"', "rate-limited"),
        ("access forbidden by rule", "request-refused"),
        ('user "a b" was not found in "/etc/nginx/.htpasswd"', "user-invalid"),
        ("SSL_do_handshake() failed (SSL: error:1:x) while SSL handshaking", "probe"),
        ("client sent invalid method while reading client request line", "probe"),
        ('ModSecurity: Access denied with code 403 (phase 2). [id "930100"]', "dropped"),
        ('open() "/x" failed (2: No such file or directory)', None),
    ],
)
def test_what_happened_is_told_by_the_first_words(read_row, message, event):
    assert read_row(FORM, OPENING + message + CLIENT).get("event") == event


@pytest.mark.parametrize(
    ("message", "client", "user"),
    [
        ('client login failed: "no" while in http auth state, client: 192.0.2.9 using starttls, server: x, login: "eve"',
         "192.0.2.9", "eve"),
        ('client logged in, client: 192.0.2.9, server: 0.0.0.0:143, login: "bob", upstream: 10.0.0.1:143', "192.0.2.9", "bob"),
        ("client 192.0.2.9:53044 connected to 0.0.0.0:25", "192.0.2.9", None),
    ],
)  # fmt: skip
def test_the_mail_proxy_is_read_too(read_row, message, client, user):
    fields = read_row(FORM, OPENING + message)
    assert (fields["client_ip"], fields.get("user")) == (client, user)


@pytest.mark.parametrize(
    "opening", ["Jun  2 03:04:05 www nginx: ", "www nginx[9]: ", "<187>Jun  2 03:04:05 www nginx: "]
)
def test_the_log_may_come_through_syslog(read_row, opening):
    fields = read_row(FORM, opening + OPENING + "access forbidden by rule" + CLIENT)
    assert (fields["client_ip"], fields["event"]) == ("192.0.2.1", "request-refused")
    assert fields["time"] == datetime(2024, 6, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    [
        OPENING + 'user "x, client: 198.51.100.9, server: y": password mismatch' + CLIENT,
        OPENING + "access forbidden by rule" + CLIENT + ", client: 198.51.100.9, server: x",
    ],
)
def test_a_line_that_names_two_clients_is_rejected(read_lines, line):
    frame, account = read_lines(FORM, line + "\n")
    assert frame.is_empty()
    assert dict(account.reasons) == {AMBIGUOUS: 1}


@settings(deadline=None, max_examples=50)
@given(st.text(st.characters(blacklist_characters="\n\r", codec="utf-8"), max_size=60), st.booleans())
def test_no_text_of_a_client_is_taken_for_its_address(read_lines, text, forged):
    text += ", client: 198.51.100.9, server: x" if forged else ""
    frame, account = read_lines(FORM, f'{OPENING}open() "/{text}" failed (2: No such file){CLIENT}\n')
    assert set(frame["client_ip"]) <= {"192.0.2.1"}
    assert account.lines == 1


@settings(deadline=None, max_examples=50)
@given(st.binary(max_size=300).map(b"\n".__add__))
def test_any_bytes_are_accounted_for(read_lines, data):
    read_lines(FORM, data)


def test_lines_without_a_stamp_are_rejected_and_those_without_a_client_ignored(read_lines):
    _, account = read_lines(FORM, "hello\n" + OPENING + "signal process started\n\n")
    assert (account.ignored, dict(account.reasons)) == (2, {NO_STAMP: 1})


def test_clients_are_found_in_raw_bytes(agree):
    agree(
        FORM, "".join(f"{OPENING}x, client: {client}, server: y\n" for client in ("192.0.2.1", "2001:db8::1"))
    )


def test_nginx_own_words_are_no_signs_of_an_attack_and_what_a_client_wrote_stays():
    opening = (
        b'2024/06/02 03:04:05 [error] 7#7: *42 open() "/srv/x" failed (2: No such file), client: 192.0.2.1, '
    )
    asked = b'server: a, request: "GET /?a=1:%20*/open()/* HTTP/1.1", host: "a"'
    searched = FORM.searched(opening + asked)
    assert searched[: len(opening)] == opening.replace(b"*42 open() ", b" 42 open   ")
    assert searched[len(opening) :] == asked
