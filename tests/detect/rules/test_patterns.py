"""Many patterns searched together: the same answers as one by one."""

from vedette.detect.rules.matching import RuleSet
from vedette.detect.rules.patterns import PatternSet, compile_for_lines, compile_pattern
from vedette.detect.rules.request import COLUMNS, request_of

PATTERNS = ["union\\s+select", "<script", "[^a]", "o'brien", "(?-i:PUT)"]


def test_only_what_is_sought_and_found_is_told():
    patterns = PatternSet(PATTERNS)
    every = frozenset(range(len(PATTERNS)))
    assert patterns.find("UNION \t SELECT <Script put", every) == [0, 1, 2]
    assert patterns.find("UNION SELECT", frozenset({1, 2})) == [2]
    assert patterns.find("a", every) == []
    assert patterns.find("", every) == []


def test_the_patterns_of_all_rules_are_found_as_if_each_were_tried(rules: RuleSet):
    patterns = sorted(
        {c.matches for rule in rules.rules.values() for shape in rule.request for c in shape.conditions}
    )
    together, every = PatternSet(patterns), frozenset(range(len(patterns)))
    for rule in rules.rules.values():
        for example in rule.examples:
            request = request_of(example.method, example.uri, example.headers, example.body)
            for text in filter(None, map(request.get, COLUMNS)):
                alone = [n for n, p in enumerate(patterns) if compile_pattern(p).search(text)]
                assert together.find(text, every) == alone


def test_a_pattern_for_lines_takes_each_byte_for_a_character():
    assert compile_for_lines("a[^b]c").search(b"A\xffC")
    assert compile_for_lines("‘").search("‘".encode())
