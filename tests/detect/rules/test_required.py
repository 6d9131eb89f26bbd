"""The literals of a pattern: no text that the pattern matches lacks all of them."""

import re
import warnings

import pytest
import re2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vedette.detect.rules.patterns import compile_pattern
from vedette.detect.rules.required import plain, required
from vedette.detect.rules.rule import read_rules

PATTERNS = sorted(
    {
        condition.matches
        for rule in read_rules()
        for shape in rule.request
        for condition in shape.conditions
        if required(condition.matches)
    }
)


def python_syntax(pattern: str) -> re.Pattern[str]:
    """The pattern as Python's `re` writes it, so that texts can be made from it."""
    pattern = re.sub(r"\\x\{([0-9a-f]+)\}", lambda found: f"\\u{int(found[1], 16):04x}", pattern)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return re.compile(pattern.replace("(?-i:", "(?:"), re.IGNORECASE)


@given(st.sampled_from(PATTERNS).flatmap(lambda p: st.tuples(st.just(p), st.from_regex(python_syntax(p)))))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_a_pattern_matches_holds_one_of_its_literals(drawn):
    pattern, text = drawn
    text = text.encode("utf-8", "replace").decode()
    if compile_pattern(pattern).search(text):
        assert any(literal in plain(text).lower() for literal in required(pattern))


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        ("(?i)abc", {"abc"}),
        (r"a\s+B", {"a b"}),
        ("(?:ab|cd)+e", {"ab", "cd"}),
        ("[xy]1|z2", {"x1", "y1", "z2"}),
        (r"on(?:load|after\w+)=", {"onload", "onafter"}),
        (r"etc[/\\]passwd", {"etc/passwd", "etc\\passwd"}),
        (r"a{2}\.b", {"aa.b"}),
        ("(?P<target>/etc)/.*", {"/etc/"}),
        (r"\x{2018}|\$\{", {"‘", "${"}),
        (r"\p{Greek}abc", {"abc"}),
        ("abc(?:d|de)", {"abcd"}),
        ("x*", set()),
        ("abc|", set()),
        ("[^a]", set()),
        (r"\Qa(b\E", set()),
        (r"\x00", set()),
    ],
)
def test_literals_are_read_off_the_syntax(pattern, literals):
    assert re2.compile(pattern)
    assert required(pattern) == literals


def test_white_space_is_sought_as_one_space():
    assert plain("a \t\r\n b") == "a b"
    assert plain("\u212a\u017f") == "ks"
