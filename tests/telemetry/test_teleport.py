"""Teleport's audit log."""

import json
from pathlib import Path

from vedette.telemetry.teleport import Teleport

FAILED, STARTED, OTHER = (Path(__file__).parent / "samples/teleport.log").read_text().splitlines()


def test_a_login_tells_its_outcome(read_row):
    row = read_row(Teleport(), FAILED)
    assert (row["client_ip"], row["client_port"], row["event"]) == ("192.0.2.1", 34204, "login-failed")
    assert (row["user"], row["server_name"]) == ("eve", "teleport.example")
    row = read_row(Teleport(), json.dumps(json.loads(FAILED) | {"success": True}))
    assert row["event"] == "login-accepted"


def test_a_session_names_both_ends(read_row):
    row = read_row(Teleport(), STARTED)
    assert (row["client_ip"], row["server_ip"], row["event"]) == ("2001:db8::1", "10.0.0.1", "session-opened")
    assert (row["protocol"], row["user"]) == ("ssh", "bob")


def test_events_without_a_client_are_ignored(read_lines):
    assert read_lines(Teleport(), OTHER + "\n")[1].ignored == 1
