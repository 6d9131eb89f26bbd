"""Apache's LogFormat."""

from datetime import UTC, datetime

import pytest

from vedette.telemetry.access_log import ByDirective
from vedette.telemetry.apache_format import apache


def form(text):
    return ByDirective("apache", apache(text))


def test_every_directive_that_we_know_is_read(read_row):
    text = (
        '%a %{c}a %A %v %{local}p %{remote}p "%m %U%q %H" %>s %!200,304{X-Api}i %B %I %D %{Host}i %{Location}o %L %% '
        "%{%Y-%m-%dT%H:%M:%S}t"
    )
    line = (
        '192.0.2.1 198.51.100.1 10.0.0.1 www.example.org 8443 4711 "GET /x?y=1 HTTP/1.1" 200 - 5 6 1500 h.example '
        "/there abc % 2024-01-02T03:04:05"
    )
    assert read_row(form(text), line) == {
        "time": datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC),
        "client_ip": "192.0.2.1",
        "client_port": 4711,
        "peer_ip": "198.51.100.1",
        "server_ip": "10.0.0.1",
        "server_port": 8443,
        "server_name": "www.example.org",
        "host": "h.example",
        "method": "GET",
        "path": "/x?y=1",
        "status": 200,
        "bytes_out": 5,
        "bytes_in": 6,
        "duration": 0.0015,
        "uid": "abc",
        "response_headers": "Location: /there",
        "transport": "tcp",
        "protocol": "http",
    }


@pytest.mark.parametrize(
    ("directive", "written", "time"),
    [
        ("%t", "[10/Oct/2023:13:55:36 -0700]", datetime(2023, 10, 10, 20, 55, 36, tzinfo=UTC)),
        ("%{sec}t", "1700000000", datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)),
        ("%{begin:msec}t", "1700000000123", datetime(2023, 11, 14, 22, 13, 20, 123000, tzinfo=UTC)),
        (
            "%{%d/%b/%Y %T}t.%{msec_frac}t",
            "02/Jan/2024 03:04:05.123",
            datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC),
        ),
        ("[%{%F %T %z}t]", "[2024-01-02 03:04:05 +0100]", datetime(2024, 1, 2, 2, 4, 5, tzinfo=UTC)),
    ],
)
def test_times_are_read_as_the_directive_writes_them(read_row, directive, written, time):
    assert read_row(form(f"%h {directive} %s"), f"192.0.2.1 {written} 200")["time"] == time


def test_an_account_may_hold_escaped_quotes_and_what_looks_like_a_time(read_row):
    fields = read_row(
        form('%h %l %u %t "%r" %>s %b'),
        r'192.0.2.1 - a\" [01/Jan/2001:00:00:00 +0000] [10/Oct/2023:13:55:36 -0700] "GET / HTTP/1.1" 200 -',
    )
    assert fields["user"] == 'a" [01/Jan/2001:00:00:00 +0000]'
    assert fields["time"].year == 2023


@pytest.mark.parametrize("text", ["", "%s", "%{X-Forwarded-For}i", "h"])
def test_what_names_no_client_is_no_directive(text):
    with pytest.raises(ValueError, match="names no client"):
        apache(text)


def test_a_format_of_times_that_strftime_does_not_know_is_refused():
    with pytest.raises(ValueError, match="no format of times"):
        apache("%h %{%Q!}t")
