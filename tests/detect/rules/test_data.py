"""Every rule that comes with Vedette: its file is sound, and its examples hold."""

import json

import jsonschema
import pytest

from vedette.detect.rules.checking import faults
from vedette.detect.rules.matching import RuleSet
from vedette.detect.rules.request import request_of
from vedette.detect.rules.rule import RULES_FOLDER, json_schema, read_rules

FILES = sorted(RULES_FOLDER.glob("*.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_rule_file_is_sound_and_its_examples_hold(path):
    assert faults(path) == []


def test_the_published_schema_is_the_schema_that_rules_are_read_by():
    published = json.loads(RULES_FOLDER.with_name("schema.json").read_text())
    assert published == json.loads(json.dumps(json_schema())), (
        "write it anew: vedette rules schema > src/vedette/detect/rules/schema.json"
    )
    jsonschema.Draft202012Validator.check_schema(published)


def test_the_folder_holds_rule_files_alone():
    assert [path for path in RULES_FOLDER.iterdir() if path.suffix != ".toml"] == []


def test_a_rule_of_a_vulnerability_is_named_after_it():
    for rule in read_rules():
        if rule.id.startswith("cve-"):
            assert rule.id.upper() == rule.cves[0]


def test_every_example_is_told_the_same_by_all_rules_together(rules: RuleSet):
    for rule in rules.rules.values():
        for example in rule.examples:
            request = request_of(example.method, example.uri, example.headers, example.body)
            told = rule.id in {match.rule.id for match in rules.match_request(request)}
            assert told is example.match, (rule.id, example)
