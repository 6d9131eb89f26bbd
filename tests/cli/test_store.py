"""Commands on alerts that are kept in a database of PostgreSQL."""

import json

import pytest

from vedette.store.places import database_file

PASSWORD_VARIABLE = "DATABASE_PASSWORD"


@pytest.fixture
def config(databases, tmp_path, monkeypatch):
    """A configuration that names an empty database."""
    server = databases.new()
    monkeypatch.setenv(PASSWORD_VARIABLE, server.password)
    path = tmp_path / "config.toml"
    path.write_text(f'[store]\nurl = "{server.url}"\npassword_env = "{PASSWORD_VARIABLE}"\n')
    return path


def test_an_alert_lives_its_whole_life_in_the_configured_database(run, site, config, tmp_path):
    state = tmp_path / "state"

    def at(*words):
        done = run(*words, "--config", config, "--state", state)
        assert done.exit_code in {0, 3, 4}, done.output
        return done.output

    at("scan", *site)
    alert = json.loads(at("alerts", "list", "-o", "jsonl").splitlines()[0])["id"]
    assert [
        step["status"]
        for step in json.loads(at("investigate", alert, "-o", "json"))["investigations"][0]["steps"]
    ]
    assert "investigating" in at("alerts", "show", alert)
    planned = at("plan", alert)
    assert f"--config {config}" in planned
    assert "source" in at("report", alert, "-o", "markdown").lower()
    assert "SHA-256" in at("evidence", alert, "--to", tmp_path / "evidence")
    assert "investigating" in at("alerts", "export")
    assert json.loads(at("plan", alert, "--check", "client-gone", "-o", "json"))["checks"][0]["holds"]
    assert "203.0.113.66" in at("intel", "check", "203.0.113.66", "--intel", tmp_path / "bad.txt")
    assert (
        at("alerts", "close", alert, "--false-positive", "--reason", "ours") == f"{alert} is false-positive\n"
    )
    assert not database_file(state).exists()


def test_a_scan_keeps_alerts_in_the_configured_database_without_a_state_folder(
    run, site, config, monkeypatch
):
    monkeypatch.delenv("VEDETTE_STATE")
    monkeypatch.setenv("XDG_STATE_HOME", str(config.parent / "none"))
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    run("scan", *site, "--config", config)
    assert "CRITICAL" in run("alerts", "list", "--config", config).output
    assert not (config.parent / "none").exists()


def test_a_password_that_is_not_there_is_told_by_the_check(run, config, monkeypatch):
    assert run("config", "check", "--config", config).exit_code == 0
    monkeypatch.delenv(PASSWORD_VARIABLE)
    done = run("config", "check", "--config", config)
    assert (done.exit_code, PASSWORD_VARIABLE in done.output) == (1, True)
