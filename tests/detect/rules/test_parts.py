"""Parts that patterns share."""

import pytest

from vedette.detect.rules.parts import all_parts, shared_parts, spelled_out
from vedette.detect.rules.patterns import compile_pattern
from vedette.detect.rules.rule import read_rule
from vedette.model.errors import RuleError

RULE = """
id = "own"
title = "Own"
attack_class = "rce"
confidence = 0.9
literals = ["run="]
action = "ran a program"
{parts}
[[request]]
all = [{{ in = ["query"], matches = '''run=(?&{name})\\b''' }}]

[[examples]]
match = true
uri = "/?run={word}"

[[examples]]
match = false
uri = "/?run=nothing"
"""


def written(folder, **fields):
    path = folder / "own.toml"
    path.write_text(RULE.format(**fields))
    return path


def test_a_part_is_put_in_as_a_group_of_its_own():
    assert spelled_out("a(?&b)+", {"b": "c|d"}) == "a(?:c|d)+"


def test_a_part_may_name_those_before_it():
    parts = all_parts({"sign": "[<>]", "signs": "(?&sign){2}"})
    assert parts["signs"] == "(?:[<>]){2}"


def test_every_shared_part_is_a_pattern():
    for pattern in shared_parts().values():
        assert compile_pattern(pattern)


def test_a_rule_names_its_own_parts_and_those_that_all_share(tmp_path):
    own = read_rule(written(tmp_path, parts="[parts]\nverb = 'go|stop'", name="verb", word="go"))
    assert own.request[0].conditions[0].matches == r"run=(?:go|stop)\b"
    shared = read_rule(written(tmp_path, parts="", name="unix_tool", word="systemctl"))
    assert compile_pattern(shared.request[0].conditions[0].matches).search("run=systemctl")


def test_a_part_that_is_nowhere_is_refused_with_its_place(tmp_path):
    with pytest.raises(RuleError, match=r"request\[0\]\.all\[0\]\.matches"):
        read_rule(written(tmp_path, parts="", name="nowhere", word="x"))
