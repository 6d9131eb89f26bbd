"""nginx's log_format."""

from datetime import UTC, datetime

import pytest

from vedette.telemetry.access_log import ByDirective
from vedette.telemetry.nginx_format import nginx


def form(text):
    return ByDirective("nginx", nginx(text))


def test_every_variable_that_we_know_is_read(read_row):
    directive = (
        '$remote_addr $remote_port $realip_remote_addr $server_addr:$server_port $server_name "$http_host" '
        '$request_method "$request_uri" $status $bytes_sent $request_length $request_time $msec $request_id '
        '"$http_x_forwarded_for" "$http_x_api_version" "$sent_http_location" $upstream_addr ${scheme}'
    )
    line = (
        (
            '192.0.2.1 4711 198.51.100.1 10.0.0.1:443 www.example.org "a:443" POST "/x?y" 302 99 12 0.250 1700000000.123 '
            'abc "192.0.2.7" "${{jndi}}" "/login" 10.0.0.2:80, 10.0.0.3:80 https'
        )
        .replace("{{", "{")
        .replace("}}", "}")
    )
    assert read_row(form(directive), line) == {
        "time": datetime(2023, 11, 14, 22, 13, 20, 123000, tzinfo=UTC),
        "client_ip": "192.0.2.1",
        "client_port": 4711,
        "peer_ip": "198.51.100.1",
        "server_ip": "10.0.0.1",
        "server_port": 443,
        "server_name": "www.example.org",
        "host": "a:443",
        "method": "POST",
        "path": "/x?y",
        "status": 302,
        "bytes_out": 99,
        "bytes_in": 12,
        "duration": 0.25,
        "uid": "abc",
        "forwarded": "192.0.2.7",
        "headers": "X-Api-Version: ${jndi}",
        "response_headers": "Location: /login",
        "transport": "tcp",
        "protocol": "http",
    }


def test_json_is_a_directive_like_any_other(read_row):
    directive = form(
        'escape=json {"t":"$time_iso8601","ip":"$remote_addr","u":"$uri","q":"$args","ua":"$http_user_agent"}'
    )
    line = r'{"t":"2024-01-02T03:04:05+01:00","ip":"2001:db8::1","u":"/x","q":"a=1","ua":"a\"b\u001b\/"}'
    fields = read_row(directive, line)
    assert (fields["client_ip"], fields["path"], fields["user_agent"]) == (
        "2001:db8::1",
        "/x?a=1",
        'a"b\x1b/',
    )
    assert fields["time"] == datetime(2024, 1, 2, 2, 4, 5, tzinfo=UTC)


def test_in_json_what_is_missing_is_written_as_nothing(read_row):
    directive = form('escape=json {"ip":"$remote_addr","ua":"$http_user_agent","x":"$http_x_api"}')
    fields = read_row(directive, '{"ip":"192.0.2.1","ua":"","x":""}')
    assert fields == {"client_ip": "192.0.2.1", "transport": "tcp", "protocol": "http"}


def test_without_escapes_quotes_end_nothing(read_row):
    directive = form('escape=none $remote_addr "$http_user_agent" "$http_referer"')
    assert read_row(directive, '192.0.2.1 "a"b" "-"')["user_agent"] == 'a"b'


@pytest.mark.parametrize("text", ["", "$status", "remote_addr"])
def test_what_names_no_client_is_no_directive(text):
    with pytest.raises(ValueError, match="names no client"):
        nginx(text)
