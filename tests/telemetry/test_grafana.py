"""Grafana's log."""

import pytest

from vedette.telemetry.grafana import Grafana
from vedette.telemetry.messages import AMBIGUOUS

LINE = 't=2024-06-02T03:04:05Z level=info msg="{}" error="{}" remote_addr=192.0.2.1 traceID='


def test_a_refused_password_is_a_failed_login(read_row):
    row = read_row(Grafana(), LINE.format("Invalid username or password", "invalid username or password"))
    assert (row["client_ip"], row["event"], row["protocol"]) == ("192.0.2.1", "login-failed", "http")
    assert row["time"].isoformat() == "2024-06-02T03:04:05+00:00"


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ("Invalid username or password", "user not found"),
        (
            "Unauthorized",
            "[password-auth.failed] failed to authenticate identity: [identity.not-found] no user found",
        ),
    ],
)
def test_an_account_that_does_not_exist_is_told_as_such(read_row, message, error):
    assert (
        read_row(Grafana(), LINE.format(message, error).replace('"Unauthorized"', "Unauthorized"))["event"]
        == "user-invalid"
    )


@pytest.mark.parametrize("text", ["remote_addr=198.51.100.9", r"x\" remote_addr=198.51.100.9 y=\""])
def test_an_address_within_a_quoted_value_is_none(read_lines, text):
    frame, account = read_lines(Grafana(), LINE.format("Invalid username or password", text) + "\n")
    assert set(frame["client_ip"]) <= {"192.0.2.1"}
    assert account.connections or dict(account.reasons) == {AMBIGUOUS: 1}
