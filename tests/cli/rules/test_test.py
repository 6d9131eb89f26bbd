"""``vedette rules test``."""

import json
import re

from click.testing import CliRunner

from vedette.cli.main import vedette
from vedette.detect.rules.rule import RULES_FOLDER

RULE = RULES_FOLDER / "cve-2021-41773.toml"


def run(*arguments, stdin=""):
    return CliRunner().invoke(vedette, ["rules", "test", *map(str, arguments)], input=stdin)


def test_each_example_of_a_rule_is_told():
    result = run(RULE)
    assert result.exit_code == 0
    assert "cve-2021-41773: matched: GET " in result.stdout
    assert "cve-2021-41773: passed: GET " in result.stdout


def test_an_example_that_does_not_hold_is_a_finding(tmp_path):
    broken = tmp_path / RULE.name
    swapped = {"true": "false", "false": "true"}
    broken.write_text(
        re.sub("match = (true|false)", lambda said: f"match = {swapped[said[1]]}", RULE.read_text())
    )
    result = run(broken)
    assert result.exit_code == 3
    assert "passed, and should not be" in result.stdout


def test_requests_are_tried_in_place_of_the_examples():
    asked = json.dumps({"id": "a", "uri": "/cgi-bin/.%2e/.%2e/.%2e/.%2e/etc/passwd"})
    result = run(RULE, "--requests", "-", stdin=asked)
    assert [match["rule"] for match in json.loads(result.stdout)["matches"]] == ["cve-2021-41773"]


def test_a_broken_rule_file_is_an_error(tmp_path):
    (tmp_path / "x.toml").write_text("id = 1")
    assert run(tmp_path / "x.toml").exit_code == 1
