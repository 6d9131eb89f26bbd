"""``vedette rules convert``."""

import pytest
from click.testing import CliRunner

from vedette.cli.main import vedette
from vedette.cli.rules.convert import CLASSES, FORMATS
from vedette.detect.rules.convert.formats import CONVERTERS
from vedette.detect.rules.rule import AttackClass

SIGMA = """
title: Panel path traversal
logsource: {category: webserver}
detection:
  selection: {cs-uri-query|contains: '/panel/download?name=../'}
  condition: selection
"""
NEGATED = SIGMA.replace("condition: selection", "condition: not selection")


def run(*arguments):
    return CliRunner().invoke(vedette, ["rules", *map(str, arguments)])


@pytest.fixture
def rule(tmp_path):
    path = tmp_path / "panel.yml"
    path.write_text(SIGMA)
    return path


def test_a_converted_rule_is_printed_and_says_where_it_is_from(rule):
    result = run("convert", rule)
    assert result.exit_code == 0
    assert result.stdout.startswith("# Converted from Sigma rule panel (Panel path traversal).\n")
    assert 'attack_class = "lfi"' in result.stdout


def test_rules_written_into_a_folder_pass_the_check_and_match(rule, tmp_path):
    assert run("convert", rule, "--into", tmp_path / "own").exit_code == 0
    assert run("check", tmp_path / "own").exit_code == 0
    result = CliRunner().invoke(
        vedette,
        ["rules", "match", "--rules", str(tmp_path / "own")],
        input='{"id": "1", "uri": "/panel/download?name=../../etc/passwd"}',
    )
    assert "sigma-panel" in result.stdout


def test_a_rule_is_converted_again_but_no_other_file_is_overwritten(rule, tmp_path):
    assert run("convert", rule, "--into", tmp_path).exit_code == 0
    assert run("convert", rule, "--into", tmp_path).exit_code == 0
    (tmp_path / "sigma-panel.toml").write_text("mine")
    assert run("convert", rule, "--into", tmp_path).exit_code == 1
    assert (tmp_path / "sigma-panel.toml").read_text() == "mine"


def test_what_is_refused_is_told_with_file_and_construct_and_makes_the_run_partial(rule, tmp_path):
    (tmp_path / "negated.yml").write_text(NEGATED)
    result = run("convert", tmp_path)
    assert result.exit_code == 4
    assert (
        "negated.yml: condition: looks at method or status alone, or only at what a request lacks"
        in result.stderr
    )
    assert "1 rules converted, 1 refused" in result.stderr


def test_a_class_can_be_said_for_rules_in_which_nothing_tells_it(tmp_path):
    path = tmp_path / "odd.yml"
    path.write_text(SIGMA.replace("Panel path traversal", "Odd panel"))
    assert "class" in run("convert", path).stderr
    assert 'attack_class = "rce"' in run("convert", path, "--class", "rce").stdout


def test_escape_sequences_of_a_rule_do_not_reach_the_terminal(tmp_path):
    path = tmp_path / "escape.yml"
    path.write_text(SIGMA.replace("title: Panel path traversal", 'title: "Path traversal \\e[31m"'))
    assert "\x1b" not in run("convert", path).output


def test_formats_and_classes_of_the_help_are_those_of_the_registries():
    assert tuple(CONVERTERS) == FORMATS
    assert tuple(map(str, AttackClass)) == CLASSES
