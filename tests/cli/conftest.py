"""The command line as a caller sees it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from vedette.cli.main import vedette
from vedette.detect.rules.matching import RuleSet

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(sys.executable).with_name("vedette")

HOSTILE = '203.0.113.66 - \x1b[2J\u202e [24/Nov/2026:10:00:01 +0000] "GET /static/../../etc/passwd?\x1b[2J\u202e[red]=1+1 HTTP/1.1" 200 1842 "-" "=cmd()"\n'
"""An attack whose line would clear the screen, turn text around, colour it, and be evaluated by a spreadsheet."""


@pytest.fixture(scope="session", autouse=True)
def _rules_loaded_once():
    """The rules that come with Vedette are compiled once for all commands that run within this process."""
    load, loaded = RuleSet.load, RuleSet.load()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RuleSet, "load", lambda folder=None: loaded if folder is None else load(folder))
        yield


@pytest.fixture
def run():
    """Runs a command within this process."""

    def run(*arguments, stdin=None):
        return CliRunner().invoke(vedette, [*map(str, arguments)], input=stdin)

    return run


@pytest.fixture(scope="session")
def process():
    """Runs a command as a process of its own, from the repository's root."""

    def process(*arguments, **options):
        return subprocess.run(
            [BINARY, *map(str, arguments)], cwd=ROOT, capture_output=True, check=False, **options
        )

    return process


@pytest.fixture
def site(tmp_path):
    """A log with one attack on a vulnerable application by a listed client: the arguments of a scan."""
    (tmp_path / "bad.txt").write_text("203.0.113.66\n203.0.113.67\n")
    (tmp_path / "access.log").write_text(
        '203.0.113.66 - - [24/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 10 "-" "curl"\n'
        + HOSTILE
        + '192.0.2.1 - - [24/Nov/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 10 "-" "Mozilla"\n'
    )
    example = ROOT / "examples/web-1"
    (tmp_path / "inventory.json").write_text(
        '{"host": "web-1", "apps": [{"name": "aiohttp", "version": "3.9.1", "purl": "pkg:pypi/aiohttp@3.9.1",'
        ' "listen": {"port": 8080}}]}'
    )
    return [
        tmp_path / "access.log",
        "--intel",
        tmp_path / "bad.txt",
        "--assets",
        tmp_path / "inventory.json",
        "--advisories",
        example / "advisories",
    ]


@pytest.fixture
def state(run, site, tmp_path):
    """A state folder with the alerts of a scan."""
    folder = tmp_path / "state"
    run("scan", *site, "--state", folder)
    return folder


@pytest.fixture
def alert(run, state):
    """The id of the gravest alert in it."""
    return json.loads(run("alerts", "list", "-o", "jsonl", "--state", state).output.splitlines()[0])["id"]
