"""FortiGate's log."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.telemetry.fortigate import NO_LOG, Fortigate
from vedette.telemetry.messages import AMBIGUOUS

FORM = Fortigate()
SAMPLE = (Path(__file__).parent / "samples/fortigate.log").read_text()
PASSED, DENIED, ADMIN, VPN, ATTACK = SAMPLE.splitlines()


def test_traffic_tells_both_ends_and_what_went_between(read_row):
    row = read_row(FORM, PASSED)
    assert (row["client_ip"], row["client_port"], row["server_ip"], row["server_port"]) == (
        *("192.0.2.1", 54321),
        *("10.0.0.1", 443),
    )
    assert (row["bytes_in"], row["bytes_out"], row["duration"], row["transport"]) == (1200, 4500, 12.0, "tcp")
    assert row["time"].isoformat() == "2024-06-02T03:04:05.801265+00:00"
    assert "event" not in row


@pytest.mark.parametrize(
    ("line", "client", "event", "user"),
    [
        (DENIED, "2001:db8::1", "dropped", None),
        (ADMIN, "192.0.2.2", "login-failed", "eve"),
        (ADMIN.replace('"failed"', '"success"'), "192.0.2.2", "login-accepted", "eve"),
        (VPN, "192.0.2.3", "login-failed", "bob"),
        (VPN.replace('"ssl-login-fail"', '"tunnel-up"'), "192.0.2.3", "login-accepted", "bob"),
        (ATTACK, "192.0.2.4", "dropped", None),
    ],
)
def test_what_was_refused_and_who_logged_in_are_events(read_row, line, client, event, user):
    row = read_row(FORM, line)
    assert (row["client_ip"], row["event"], row.get("user")) == (client, event, user)


def test_an_attack_is_a_finding_with_its_request(read_row):
    row = read_row(FORM, ATTACK)
    assert row["notice"] == "Apache.Log4j.Error.Log.Remote.Code.Execution"
    assert (row["host"], row["path"]) == ("shop.example", "/?x=1")


@pytest.mark.parametrize("opening", ["<189>", "Jun  2 03:04:05 fw.example ", "<189>Jun  2 03:04:05 fw "])
def test_syslog_may_stand_before_it(read_row, opening):
    assert read_row(FORM, opening + PASSED)["client_ip"] == "192.0.2.1"


def test_a_time_without_an_instant_is_of_its_zone(read_row):
    line = PASSED.replace("eventtime=1717297445801264861 ", "")
    assert read_row(FORM, line)["time"].isoformat() == "2024-06-02T03:04:05+00:00"


def test_a_further_address_in_a_text_leaves_the_line_unread(read_lines):
    forged = ADMIN.replace('user="eve"', 'user="x srcip=198.51.100.9"')
    assert dict(read_lines(FORM, forged + "\n")[1].reasons) == {AMBIGUOUS: 1}


def test_clients_are_found_in_raw_bytes(agree):
    agree(FORM, f"{PASSED}\n{DENIED}\n")


def test_other_lines_are_rejected(read_lines):
    assert dict(read_lines(FORM, "hello srcip=192.0.2.1\n\n")[1].reasons) == {NO_LOG: 1}


@settings(deadline=None, max_examples=30)
@given(st.binary(max_size=300).map(b"\n".__add__))
def test_any_bytes_are_accounted_for(read_lines, data):
    read_lines(FORM, data)
    FORM.sniff(data, "x")
