"""`vedette report` and `vedette evidence`."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from vedette.cli.main import vedette

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/web-1"


def run(*words, code=0):
    done = CliRunner().invoke(vedette, [str(word) for word in words])
    assert done.exit_code == code, done.output
    return done


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    """Where the alerts of the example's aiohttp are kept; the gravest begins with 936511."""
    folder = tmp_path_factory.mktemp("state")
    run("scan", EXAMPLE / "aiohttp", "--intel", EXAMPLE / "intel", "--assets", EXAMPLE / "inventory.json",
        "--advisories", EXAMPLE / "advisories", "--state", folder)  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def alert(state):
    return run("alerts", "list", "--in", "all", "--state", state).output.split()[0]


@pytest.fixture
def config(tmp_path):
    return tmp_path / "config.toml"


def test_a_report_goes_to_standard_output_as_a_page(state, alert, config):
    done = run("report", alert, "--state", state, "--config", config)
    assert done.output.startswith("<!doctype html>")
    assert "What happened" in done.output


def test_a_report_has_the_plan_and_the_hash_of_each_line(state, alert, config):
    text = run("report", alert, "-o", "markdown", "--state", state, "--config", config).output
    assert "### 1. Disconnect the client" in text
    assert "the line stands where it stood, and holds the excerpt" in text


def test_a_report_on_a_closed_alert_has_no_plan(state, alert, config):
    run("alerts", "suppress", alert, "--for", "1h", "--reason", "r", "--state", state)
    text = run("report", alert, "-o", "markdown", "--state", state, "--config", config).output
    run("alerts", "reopen", alert, "--state", state)
    assert "No plan was made: the alert is closed." in text


def test_a_report_is_written_to_a_file_that_its_owner_alone_can_read(state, alert, config, tmp_path):
    done = run("report", alert, "--to", tmp_path / "report.html", "--state", state, "--config", config)
    assert done.stdout == ""
    assert (tmp_path / "report.html").stat().st_mode & 0o077 == 0


def test_evidence_is_written_and_verified(state, alert, tmp_path):
    file = tmp_path / "case"
    for words in (("evidence", alert), ("evidence", "write", alert), ("evidence", "--state", state, alert)):
        done = run(*words, "-o", file, "--state", state)
        assert "SHA-256" in done.output
    assert "all of it matches" in run("evidence", "verify", file).output


def test_a_changed_file_is_told_and_ends_with_1(state, alert, tmp_path):
    file = tmp_path / "case"
    run("evidence", alert, "-o", file, "--state", state)
    file.write_bytes(file.read_bytes().replace(b"GET", b"PUT"))
    assert "does not match: alert.json" in run("evidence", "verify", file, code=1).output


def test_a_signed_file_is_verified_by_the_public_key(state, alert, tmp_path):
    run("bundle", "keygen", tmp_path / "key")
    run("evidence", alert, "--key", tmp_path / "key", "-o", tmp_path / "case", "--state", state)
    assert "signed by" in run("evidence", "verify", tmp_path / "case", "--key", tmp_path / "key.pub").output


@pytest.mark.parametrize("words", [("report", "ffffffff"), ("evidence", "ffffffff")])
def test_an_alert_that_is_not_kept_is_an_error_in_one_line(state, words, config):
    done = run(*words, "--state", state, code=1)
    assert done.output == "vedette: alert ffffffff: none is kept under this id\n"


def test_a_file_that_is_not_there_is_an_error_in_one_line(tmp_path):
    assert run("evidence", "verify", tmp_path / "none", code=1).output.count("\n") == 1
