"""Reading of rule files: what is refused, and how it is said."""

import pytest

from vedette.detect.rules.rule import AttackClass, read_rule, read_rules
from vedette.model.errors import RuleError

RULE = """
id = "x"
title = "X"
attack_class = "lfi"
confidence = 0.5
literals = ["etc/"]
action = "tried to read {target}"

[[request]]
methods = ["GET"]
all = [{ in = ["path"], decoded = false, matches = '''(?P<target>/etc/\\w+)''' }]

[[examples]]
match = true
uri = "/etc/passwd"

[[examples]]
match = false
"""


def write(tmp_path, text, name="x.toml"):
    path = tmp_path / name
    path.write_text(text)
    return path


def test_a_rule_is_read(tmp_path):
    rule = read_rule(write(tmp_path, RULE))
    assert rule.attack_class is AttackClass.LFI
    assert rule.request[0].methods == ("GET",)
    assert rule.request[0].conditions[0].decoded is False


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "X"', 'title = "X"\ncolour = "red"', "colour"),
        ("decoded = false", "decodes = false", "$.request[0].all[0]"),
        ('"lfi"', '"magic"', "$.attack_class"),
        ("confidence = 0.5", "confidence = 7.0", "$.confidence"),
        ('id = "x"', 'id = "y"', "id: 'y' is not the file's name 'x'"),
        ("/etc/\\w+", "/etc/(?!x)", "request[0].all[0].matches"),
        ("all = [{", "none = [{ in = ['uri'], matches = '(?!x)' }]\nall = [{", "request[0].none[0].matches"),
        ('["etc/"]', '["é"]', "literals[0]"),
        ('literals = ["etc/"]', "", "literals: none"),
        ("match = false", "match = true", "examples: none with match = false"),
        ('id = "x"', 'id = "x', "x.toml"),
    ],
)
def test_what_breaks_the_schema_is_named_with_file_and_field(tmp_path, old, new, said):
    path = write(tmp_path, RULE.replace(old, new))
    with pytest.raises(RuleError) as error:
        read_rule(path)
    assert str(path) in str(error.value)
    assert said in str(error.value)


def test_a_folder_without_rules_is_an_error(tmp_path):
    with pytest.raises(RuleError, match="no rule files"):
        read_rules(tmp_path)


def test_bytes_that_are_no_text_are_an_error(tmp_path):
    path = tmp_path / "x.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(RuleError, match=r"x\.toml"):
        read_rule(path)
