"""HAProxy's log as JSON."""

import json
from pathlib import Path

from vedette.telemetry.haproxy_json import HaproxyJson

FIRST, SECOND = (Path(__file__).parent / "samples/haproxy_json.log").read_text().splitlines()


def test_a_request_is_read(read_row):
    row = read_row(HaproxyJson(), FIRST)
    assert (row["client_ip"], row["client_port"], row["method"], row["path"]) == (
        "203.0.113.7",
        54321,
        "POST",
        "/login?next=/",
    )
    assert (row["status"], row["bytes_out"], row["server_name"]) == (403, 212, "app1")
    assert read_row(HaproxyJson(), SECOND)["path"] == "/"


def test_the_names_of_haproxys_own_variables_are_known(read_row):
    record = {
        "ci": "203.0.113.7",
        "cp": 1,
        "ft": "www",
        "ST": 200,
        "B": 12,
        "r": "GET /a HTTP/1.1",
        "Ta": 1500,
        "fi": "192.0.2.1",
        "fp": 443,
    }
    row = read_row(HaproxyJson(), json.dumps(record))
    assert (row["client_ip"], row["path"], row["status"], row["duration"]) == ("203.0.113.7", "/a", 200, 1.5)
    assert (row["server_ip"], row["server_port"]) == ("192.0.2.1", 443)
