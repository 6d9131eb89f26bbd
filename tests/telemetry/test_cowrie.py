"""Cowrie's log."""

import json
from pathlib import Path

from vedette.telemetry.cowrie import Cowrie

CAME, FAILED, TYPED = (Path(__file__).parent / "samples/cowrie.log").read_text().splitlines()


def test_a_connection_and_a_login_tell_client_and_account(read_row):
    row = read_row(Cowrie(), CAME)
    assert (row["client_ip"], row["server_port"], row["event"]) == ("203.0.113.42", 2222, "connected")
    row = read_row(Cowrie(), FAILED)
    assert (row["event"], row["user"], row["server_name"]) == ("login-failed", "root", "trap-1")


def test_what_was_typed_is_kept(read_row):
    assert read_row(Cowrie(), TYPED)["body"] == "uname -a"


def test_whom_a_trap_lets_in_has_proved_nothing(read_row):
    record = json.loads(FAILED) | {"eventid": "cowrie.login.success"}
    assert read_row(Cowrie(), json.dumps(record))["event"] == "login-pending"
