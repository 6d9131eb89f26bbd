"""`vedette plan`: what people and programs see of a plan."""

import json
import os


def test_the_five_steps_are_shown_in_order(run, state, alert):
    result = run("plan", alert[:6], "--state", state)
    assert result.exit_code == 0
    titles = [line for line in result.output.splitlines() if line[:1].isdigit()]
    assert [title[:3] for title in titles] == ["1  ", "2  ", "3  ", "4  ", "5  "]
    assert "nft '" in result.output


def test_programs_get_argument_lists_and_kinds(run, state, alert):
    made = json.loads(run("plan", alert, "-o", "json", "--state", state).output)
    assert [step["name"] for step in made["steps"]] == [
        "disconnect", "compromise", "patch", "reassess", "harden",
    ]  # fmt: skip
    (first,) = made["steps"][0]["actions"][0]["doing"]
    assert (first["kind"], first["argv"][0]) == ("command", "nft")
    assert made["alert"] == alert


def test_what_a_client_wrote_reaches_no_terminal(run, state, alert):
    for output in ("human", "json"):
        shown = run("plan", alert, "-o", output, "--state", state).output
        assert "\x1b" not in shown
        assert "\u202e" not in shown


def test_a_term_that_harms_is_refused(run, state, alert):
    assert run("plan", alert, "--for", "31d", "--state", state).exit_code == 2
    assert "timeout 604800s" in run("plan", alert, "--for", "7d", "--state", state).output


def test_an_unknown_alert_is_said_in_one_line(run, state):
    result = run("plan", "ffffffff", "--state", state)
    assert (result.exit_code, result.output) == (1, "vedette: alert ffffffff: none is kept under this id\n")


def test_checks_tell_why_they_fail_to_people_and_programs(run, state, alert):
    result = run("plan", alert, "--check", "all", "--state", state)
    assert (result.exit_code, "FAILS   CVE-2024-23334" in result.output) == (3, True)
    told = json.loads(run("plan", alert, "--check", "client-gone", "-o", "json", "--state", state).output)
    assert [(each["id"], each["holds"]) for each in told["checks"]] == [("client-gone", True)]


def test_who_plans_from_the_clients_address_is_not_locked_out(run, site, tmp_path, monkeypatch):
    inventory = tmp_path / "inventory.json"
    inventory.write_text(inventory.read_text().replace("web-1", os.uname().nodename))
    state = tmp_path / "here"
    run("scan", *site, "--state", state)
    alert = json.loads(run("alerts", "list", "-o", "jsonl", "--state", state).output.splitlines()[0])["id"]
    assert "REFUSED" not in run("plan", alert, "--state", state).output
    monkeypatch.setenv("SSH_CONNECTION", "203.0.113.66 50022 192.0.2.1 22")
    shown = run("plan", alert, "--state", state).output
    assert "REFUSED by admin-session: from 203.0.113.66 somebody is logged in by this very" in shown
