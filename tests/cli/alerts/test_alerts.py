"""`vedette alerts`: what a scan found can be worked with later."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from vedette.store.database import opened
from vedette.store.tables import ALERTS


@pytest.fixture
def alerts(run, state):
    """Runs a command on it."""
    return lambda command, *more: run("alerts", command, *more, "--state", state)


def test_the_alerts_of_a_scan_are_listed_gravest_first(alerts):
    lines = alerts("list").output.splitlines()
    assert "CRITICAL  new" in lines[0]
    assert "203.0.113.66" in lines[0]
    assert all(len(line) <= 100 for line in lines)


def test_an_alert_is_taken_closed_and_opened_again(alerts, alert):
    assert alerts("ack", alert, "--by", "ada").output == f"{alert} is acknowledged\n"
    closed = alerts(
        "close", alert, "--reason", "risk taken", "--without-check", "--owner", "eve", "--for", "30d"
    )
    assert closed.output.startswith(f"{alert} is resolved until ")
    refused = alerts("ack", alert)
    assert (refused.exit_code, "may become new" in refused.output) == (1, True)
    assert alert[:6] not in alerts("list").output
    assert alert[:6] in alerts("list", "--in", "resolved").output
    assert alerts("reopen", alert).output == f"{alert} is new\n"
    shown = alerts("show", alert).output
    assert "acknowledged  by ada: taken" in shown
    assert "resolved" in shown


def test_a_suppressed_alert_says_until_when(alerts, alert):
    assert " is suppressed until " in alerts("suppress", alert, "--for", "2d", "--reason", "known").output
    assert alerts("suppress", alert, "--for", "soon", "--reason", "known").exit_code == 2


def test_closing_needs_a_reason(alerts, alert):
    assert alerts("close", alert).exit_code == 2


def test_what_a_client_wrote_reaches_no_terminal(alerts, alert):
    for output in (alerts("show", alert).output, alerts("export").output, alerts("list").output):
        assert "\x1b" not in output
        assert "\u202e" not in output


def test_export_prints_every_alert_with_its_state_and_history(alerts, alert):
    alerts("close", alert, "--false-positive", "--reason", "our own test")
    told = {line["alert"]["id"]: line for line in map(json.loads, alerts("export").output.splitlines())}
    assert told[alert]["state"] == "false-positive"
    assert [change["becomes"] for change in told[alert]["history"]] == ["new", "false-positive"]
    assert told[alert]["alert"]["client"]["ip"] == "203.0.113.66"


def test_an_unknown_alert_is_said_in_one_line(alerts):
    result = alerts("show", "ffffffff")
    assert (result.exit_code, result.output) == (1, "vedette: alert ffffffff: none is kept under this id\n")


def test_without_alerts_it_says_so(run, tmp_path):
    assert run("alerts", "list", "--state", tmp_path / "none").output == "No alerts.\n"


def test_a_scan_that_is_run_again_changes_no_state(run, site, state, alerts, alert):
    alerts("ack", alert)
    run("scan", *site, "--state", state)
    assert json.loads(alerts("list", "-o", "jsonl").output.splitlines()[0])["state"] == "acknowledged"


def patch(tmp_path):
    """The inventory says that the fixed version is installed."""
    inventory = tmp_path / "inventory.json"
    inventory.write_text(inventory.read_text().replace("3.9.1", "3.9.2"))


def come_again(tmp_path, client="203.0.113.66"):
    """The client asks once more, for nothing odd."""
    with (tmp_path / "access.log").open("a") as log:
        log.write(f'{client} - - [24/Nov/2026:11:00:00 +0000] "GET / HTTP/1.1" 200 10 "-" "curl"\n')


def test_an_alert_is_not_resolved_while_its_checks_fail(alerts, alert, run, state, tmp_path):
    refused = alerts("close", alert, "--reason", "patched")
    assert refused.exit_code == 1
    assert "is not resolved: 1 of 2 checks fail (vulnerability-fixed)" in refused.output
    assert "FAILS   CVE-2024-23334 holds no longer" in refused.output
    assert run("plan", alert, "--check", "all", "--state", state).exit_code == 3
    assert run("plan", alert, "--check", "client-gone", "--state", state).exit_code == 0
    patch(tmp_path)
    assert run("plan", alert, "--check", "all", "--state", state).exit_code == 0
    assert alerts("close", alert, "--reason", "patched").output == f"{alert} is resolved\n"


def test_a_client_that_came_again_keeps_the_alert_open(alerts, alert, tmp_path):
    patch(tmp_path)
    come_again(tmp_path)
    refused = alerts("close", alert, "--reason", "patched")
    assert (refused.exit_code, "it came again: 2026-11-24 11:00:00 UTC" in refused.output) == (1, True)


def test_another_client_does_not_keep_it_open(alerts, alert, tmp_path):
    patch(tmp_path)
    come_again(tmp_path, "203.0.113.67")
    assert alerts("close", alert, "--reason", "patched").exit_code == 0


def test_what_cannot_be_checked_does_not_pass(alerts, alert, tmp_path):
    patch(tmp_path)
    (tmp_path / "access.log").unlink()
    refused = alerts("close", alert, "--reason", "patched")
    assert (refused.exit_code, "could not be checked" in refused.output) == (1, True)
    (tmp_path / "inventory.json").unlink()
    assert "2 of 2 checks fail" in alerts("close", alert, "--reason", "patched").output


def test_an_exception_has_an_owner_and_an_end_and_is_told(alerts, alert):
    for missing in (["--owner", "eve"], ["--for", "30d"], []):
        assert alerts("close", alert, "--reason", "known", "--without-check", *missing).exit_code == 2
    assert alerts("close", alert, "--reason", "known", "--owner", "eve").exit_code == 2
    alerts("close", alert, "--reason", "known", "--without-check", "--owner", "eve", "--for", "30d")
    assert "exception of eve: known" in alerts("show", alert).output


def test_an_exception_that_has_ended_opens_the_alert_again(run, site, state, alerts, alert):
    alerts("close", alert, "--reason", "known", "--without-check", "--owner", "eve", "--for", "30d")
    run("scan", *site, "--state", state)
    assert alert in alerts("list", "--in", "resolved", "-o", "jsonl").output
    with opened(state) as connection:
        connection.execute(update(ALERTS).values(until=datetime(2020, 1, 1, tzinfo=UTC)))
    run("scan", *site, "--state", state)
    assert alert in alerts("list", "--in", "new", "-o", "jsonl").output
    assert "the exception under which it was closed has ended" in alerts("show", alert).output


def test_a_false_positive_needs_no_check(alerts, alert):
    assert alerts("close", alert, "--false-positive", "--reason", "our own test").exit_code == 0
