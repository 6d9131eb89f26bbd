"""``vedette rules``."""

import json

import pytest
from click.testing import CliRunner

from vedette.cli.main import vedette
from vedette.detect.rules.rule import RULES_FOLDER


def run(*arguments: str, stdin: str | bytes = ""):
    return CliRunner().invoke(vedette, ["rules", *arguments], input=stdin)


def test_every_rule_is_listed():
    result = run("list")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == len(list(RULES_FOLDER.glob("*.toml")))


def test_a_rule_is_shown_as_it_stands_in_its_file():
    assert run("show", "cve-2021-44228").stdout == (RULES_FOLDER / "cve-2021-44228.toml").read_text()


@pytest.mark.parametrize("ident", ["nothing", "../schema", "../../rules/data/sqli-union"])
def test_an_unknown_rule_is_a_usage_error(ident):
    assert run("show", ident).exit_code == 2


def test_a_sound_rule_passes_the_check_and_a_broken_one_is_told(tmp_path):
    sound = RULES_FOLDER / "cve-2021-41773.toml"
    assert run("check", str(sound)).exit_code == 0
    broken = tmp_path / "cve-2021-41773.toml"
    broken.write_text(sound.read_text().replace("match = false", "match = true"))
    result = run("check", str(tmp_path))
    assert result.exit_code == 3
    assert "examples" in result.stdout


def test_each_request_is_answered_and_bad_lines_are_told():
    lines = [
        json.dumps(
            {
                "id": "a",
                "method": "GET",
                "uri": "/cgi-bin/.%2e/.%2e/etc/passwd",
                "version": "HTTP/1.1",
                "headers": {},
                "body": "",
            }
        ),
        "not json",
        "",
        json.dumps({"id": "b", "uri": "/index.html", "headers": {"Host": "example.org"}}),
    ]
    result = run("match", stdin="\n".join(lines))
    assert result.exit_code == 4
    answers = {answer["id"]: answer["matches"] for answer in map(json.loads, result.stdout.splitlines())}
    assert answers["b"] == []
    assert {"rule": "cve-2021-41773", "class": "lfi", "cve": "CVE-2021-41773", "confidence": 0.95} in answers[
        "a"
    ]
    assert "standard input:2" in result.stderr


def test_the_schema_is_printed():
    assert json.loads(run("schema").stdout) == json.loads(RULES_FOLDER.with_name("schema.json").read_text())
