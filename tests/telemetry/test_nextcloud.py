"""Nextcloud's log."""

import json
from pathlib import Path

from vedette.telemetry.nextcloud import Nextcloud

FAILED, OTHER = (Path(__file__).parent / "samples/nextcloud.log").read_text().splitlines()


def test_a_failed_login_tells_account_and_address(read_row):
    row = read_row(Nextcloud(), FAILED)
    assert (row["client_ip"], row["event"], row["user"]) == ("192.0.2.1", "login-failed", "eve")
    assert (row["method"], row["path"], row["user_agent"]) == ("POST", "/login", "curl/8.5.0")


def test_other_records_are_requests(read_row):
    row = read_row(Nextcloud(), OTHER)
    assert (row["client_ip"], row["user"], row.get("event")) == ("2001:db8::1", "bob", None)


def test_an_account_that_looks_like_an_address_is_none(read_row):
    message = "Login failed: x (Remote IP: 198.51.100.9) (Remote IP: 192.0.2.1)"
    row = read_row(Nextcloud(), json.dumps(json.loads(FAILED) | {"message": message}))
    assert (row["client_ip"], row["user"]) == ("192.0.2.1", "x (Remote IP: 198.51.100.9)")
