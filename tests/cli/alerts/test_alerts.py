"""`vedette alerts`: what a scan found can be worked with later."""

import json

import pytest


@pytest.fixture
def state(run, site, tmp_path):
    """A state folder with the alerts of a scan."""
    folder = tmp_path / "state"
    run("scan", *site, "--state", folder)
    return folder


@pytest.fixture
def alerts(run, state):
    """Runs a command on it."""
    return lambda command, *more: run("alerts", command, *more, "--state", state)


@pytest.fixture
def alert(alerts):
    """The id of the gravest alert."""
    return json.loads(alerts("list", "-o", "jsonl").output.splitlines()[0])["id"]


def test_the_alerts_of_a_scan_are_listed_gravest_first(alerts):
    lines = alerts("list").output.splitlines()
    assert "CRITICAL  new" in lines[0]
    assert "203.0.113.66" in lines[0]
    assert all(len(line) <= 100 for line in lines)


def test_an_alert_is_taken_closed_and_opened_again(alerts, alert):
    assert alerts("ack", alert, "--by", "ada").output == f"{alert} is acknowledged\n"
    assert alerts("close", alert, "--reason", "patched").output == f"{alert} is resolved\n"
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
