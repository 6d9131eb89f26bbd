"""nginx access logs as JSON."""

import gzip
import json

import pytest

from vedette.telemetry import detect_format
from vedette.telemetry.nginx_json import NginxJson


@pytest.fixture
def one(read_row):
    return lambda **fields: read_row(NginxJson(), json.dumps(fields))


@pytest.mark.parametrize(
    "fields",
    [
        {
            "remote_addr": "203.0.113.7",
            "request": "GET /a?b=c HTTP/1.1",
            "status": "404",
            "time_iso8601": "2024-01-15T10:23:45+00:00",
        },
        {
            "remote_addr": "203.0.113.7",
            "request_method": "GET",
            "request_uri": "/a?b=c",
            "status": 404,
            "msec": "1705314225.000",
        },
        {
            "clientip": "203.0.113.7",
            "method": "GET",
            "uri": "/a",
            "args": "b=c",
            "response": 404,
            "status": "404",
            "@timestamp": "2024-01-15T10:23:45Z",
        },
        {
            "client_ip": "203.0.113.7",
            "verb": "GET",
            "request": "/a?b=c",
            "path": "/a?b=c",
            "status_code": 404,
            "time_local": "15/Jan/2024:10:23:45 +0000",
        },
        {
            "remote_ip": "203.0.113.7",
            "http_method": "GET",
            "uri": "/a",
            "query_string": "?b=c",
            "http_status": "404",
            "ts": 1705314225000,
        },
        {
            "ip": "203.0.113.7",
            "method": "GET",
            "request_uri": "/a?b=c",
            "status": 404,
            "timestamp": 1705314225,
        },
    ],
)
def test_a_request_is_read_by_any_of_the_usual_names(one, fields):
    assert NginxJson().sniff(json.dumps(fields).encode(), "x") == 0.8
    row = one(**fields)
    assert (row["client_ip"], row["method"], row["path"], row["status"]) == (
        "203.0.113.7",
        "GET",
        "/a?b=c",
        404,
    )
    assert row["time"].isoformat() == "2024-01-15T10:23:45+00:00"


@pytest.mark.parametrize("place", [("nginx",), ("nginx", "access"), ("http",), ("message",)])
def test_the_fields_may_stand_within_an_object(read_row, place):
    record: object = {"remote_addr": "203.0.113.7", "request": "GET / HTTP/1.1", "status": 200}
    for key in reversed(place):
        record = {key: record}
    row = read_row(NginxJson(), json.dumps(record))
    assert (row["client_ip"], row["path"]) == ("203.0.113.7", "/")


def test_everything_else_that_is_told_is_kept(one):
    row = one(
        remote_addr="203.0.113.7",
        request="POST /x HTTP/2.0",
        status="200",
        body_bytes_sent="12",
        request_time="0.25",
        http_referer="http://a/",
        http_user_agent="ua",
        http_x_forwarded_for="198.51.100.1",
        http_host="h",
        remote_user="ann",
        request_id="r",
        request_length="300",
        server_name="s",
        server_port="443",
        http_cookie="a=b",
        content_type="text/xml",
        request_body="<x/>",
        remote_port="1234",
    )
    assert row["headers"] == "Cookie: a=b\nContent-Type: text/xml"
    assert (row["bytes_out"], row["bytes_in"], row["duration"], row["body"]) == (12, 300, 0.25, "<x/>")
    assert (row["referer"], row["user_agent"], row["forwarded"], row["host"]) == (
        "http://a/",
        "ua",
        "198.51.100.1",
        "h",
    )
    assert (row["user"], row["uid"], row["server_name"], row["server_port"]) == ("ann", "r", "s", 443)
    assert (row["client_port"], row["transport"], row["protocol"]) == (1234, "tcp", "http")


def test_what_is_no_request_is_the_body(one):
    row = one(remote_addr="203.0.113.7", request="\x16\x03\x01", status=400)
    assert row["body"] == "\x16\x03\x01"
    assert {"method", "path"}.isdisjoint(row)


def test_a_log_that_nginx_did_not_escape_for_json_is_read(read_row):
    line = r'{"remote_addr":"203.0.113.7","request":"GET /?q=\x22\xC3 HTTP/1.1","status":"200"}'
    assert read_row(NginxJson(), line)["path"] == r'/?q="\xC3'


def test_absent_values_are_null(one):
    row = one(
        remote_addr="203.0.113.7",
        request="GET / HTTP/1.1",
        status="200",
        http_referer="-",
        http_user_agent="",
        body_bytes_sent="-",
    )
    assert {"referer", "user_agent", "bytes_out"}.isdisjoint(row)


def test_a_client_on_a_local_socket_is_none_and_a_name_is_rejected(read_lines):
    line = '{"remote_addr":"%s","request":"GET / HTTP/1.1","status":200}\n'
    _, account = read_lines(NginxJson(), line % "unix:" + line % "host.example")
    assert (account.ignored, dict(account.reasons)) == (1, {"client is no address": 1})


@pytest.mark.conformance
def test_nginx_plus_status_documents_are_not_taken_for_an_access_log(shared_data):
    with gzip.open(shared_data / "telemetry/elastic/nginxplus_first3000.json.gz") as stream:
        head = stream.read(65536)
    assert b'"nginx_version"' in head
    assert NginxJson().sniff(head, "nginx.json") == 0
    with pytest.raises(Exception, match="no format recognises it"):
        detect_format(head, "nginx.json")
