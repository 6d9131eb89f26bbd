"""ModSecurity's audit log as JSON."""

import json
from pathlib import Path

import pytest

from vedette.telemetry.modsecurity_json import ModsecurityJson

FORM = ModsecurityJson()
PLAIN, STOPPED, WARNED = (Path(__file__).parent / "samples/modsecurity_json.log").read_text().splitlines()


def test_a_transaction_of_version_3_tells_the_request_and_its_answer(read_row):
    row = read_row(FORM, PLAIN)
    assert (row["client_ip"], row["server_ip"], row["server_port"]) == ("192.0.2.1", "10.0.0.1", 80)
    assert (row["method"], row["path"], row["status"], row["host"]) == ("GET", "/", 200, "shop.example")
    assert (row["response"], row["protocol"]) == ("hi\n", "http")
    assert row["headers"] == "Host: shop.example\nUser-Agent: curl/7.88.1\nAccept: */*"
    assert row["response_headers"].splitlines()[-1] == 'ETag: "6b05a37a-3"'
    assert row["time"].isoformat() == "2026-11-24T14:47:29+00:00"
    assert {"notice", "event"}.isdisjoint(row)


def test_what_a_rule_stopped_was_dropped(read_row):
    row = read_row(FORM, STOPPED)
    assert (row["notice"], row["event"]) == ("SQL Injection Attack Detected", "dropped")
    assert row["path"] == "/?id=1%20union%20select%202"


def test_a_transaction_of_version_2_tells_the_same(read_row):
    row = read_row(FORM, WARNED)
    assert (row["client_ip"], row["method"], row["path"]) == ("2001:db8::1", "POST", "/login")
    assert (row["notice"], row.get("event")) == ("Found User-Agent associated with security scanner", None)
    assert row["body"] == "x=1%0a--abcdef12-A--%0a[x] 9.9.9.9&y=2"
    assert row["time"].isoformat() == "2026-11-24T14:47:25.937186+00:00"


@pytest.mark.parametrize("value", ['x","Host":"a', "x\\", "x\r\nHost: a", '","a":"b'])
def test_no_value_makes_a_header(read_row, value):
    record = json.loads(PLAIN)
    record["transaction"]["request"]["headers"] = {"X-A": value, "User-Agent": "curl"}
    row = read_row(FORM, json.dumps(record))
    assert row["headers"] == "X-A: " + value.replace("\r", " ").replace("\n", " ") + "\nUser-Agent: curl"
    assert row["user_agent"] == "curl"
