"""Documents of the Elastic Common Schema."""

import json
from pathlib import Path

import pytest

from vedette.telemetry.ecs import Ecs

NESTED, DOTTED = (Path(__file__).parent / "samples/ecs.log").read_text().splitlines()


def flat(value, prefix=""):
    if not isinstance(value, dict):
        return {prefix: value}
    return {
        name: leaf
        for key, inner in value.items()
        for name, leaf in flat(inner, f"{prefix}.{key}".lstrip(".")).items()
    }


@pytest.mark.parametrize("line", [NESTED, json.dumps(flat(json.loads(NESTED)))])
def test_nested_and_dotted_names_say_the_same(read_row, line):
    row = read_row(Ecs(), line)
    assert (row["client_ip"], row["client_port"], row["server_ip"], row["server_port"]) == (
        "203.0.113.7",
        54321,
        "192.0.2.1",
        80,
    )
    assert (row["transport"], row["protocol"], row["uid"], row["server_name"]) == (
        "tcp",
        "http",
        "1:abc=",
        "web-1",
    )
    assert (row["method"], row["path"], row["host"], row["status"]) == ("GET", "/a?b=c", "shop.example", 200)
    assert (row["bytes_in"], row["bytes_out"], row["duration"], row["user_agent"]) == (
        700,
        3900,
        5.0,
        "curl/8.0",
    )
    assert "event" not in row


def test_logins_and_denials_are_events(read_row):
    row = read_row(Ecs(), DOTTED)
    assert (row["event"], row["user"], row["server_name"]) == ("login-failed", "root", "web-1")
    assert "protocol" not in row
    denied = json.loads(NESTED) | {"event": {"action": "denied"}, "rule": {"name": "block all"}}
    row = read_row(Ecs(), json.dumps(denied))
    assert (row["event"], row["notice"]) == ("dropped", "block all")


def test_the_client_holds_before_the_source(read_row):
    record = json.loads(NESTED) | {"client": {"ip": "203.0.113.9"}}
    assert read_row(Ecs(), json.dumps(record))["client_ip"] == "203.0.113.9"
