"""Caddy's access log."""

import json
from pathlib import Path

from vedette.telemetry.caddy import Caddy

NEW, OLD, OTHER = (Path(__file__).parent / "samples/caddy.log").read_text().splitlines()


def test_the_client_is_whom_trusted_proxies_name_and_the_proxy_the_peer(read_row):
    row = read_row(Caddy(), NEW)
    assert (row["client_ip"], row["peer_ip"], row["forwarded"]) == ("203.0.113.7", "10.0.0.2", "203.0.113.7")
    assert "client_port" not in row
    assert (row["method"], row["host"], row["path"], row["status"]) == ("GET", "shop.example", "/a?b=c", 200)
    assert (row["bytes_in"], row["bytes_out"], row["duration"]) == (0, 10900, 0.000929675)
    assert (row["user_agent"], row["headers"], row["response_headers"]) == (
        "curl/8.0",
        "Accept: */*",
        "Content-Type: text/html",
    )
    assert row["time"].isoformat() == "2024-01-15T10:23:45.123457+00:00"


def test_without_a_proxy_the_client_is_who_connected(read_row):
    request = json.loads(NEW)["request"] | {"client_ip": "10.0.0.2"}
    row = read_row(Caddy(), json.dumps(json.loads(NEW) | {"request": request}))
    assert (row["client_ip"], row["client_port"]) == ("10.0.0.2", 41342)
    assert "peer_ip" not in row


def test_logs_of_older_versions_are_read(read_row):
    row = read_row(Caddy(), OLD)
    assert (row["client_ip"], row["client_port"], row["status"]) == ("2001:db8::7", 40000, 502)


def test_other_loggers_records_are_ignored(read_lines):
    _, account = read_lines(Caddy(), OTHER)
    assert (account.ignored, account.rejected) == (1, 0)
