"""Checks of a rule file beyond its schema: that its examples hold, and that the prefilter finds those that match."""

from __future__ import annotations

from pathlib import Path

from vedette.detect.rules.matching import RuleSet
from vedette.detect.rules.request import request_of
from vedette.detect.rules.rule import Example, Rule, read_rule
from vedette.model.errors import RuleError


def faults(path: Path) -> list[str]:
    """What is wrong with a rule file, each fault with the file's name and the field; empty where nothing is."""
    try:
        rule = read_rule(path)
    except RuleError as error:
        return [str(error)]
    alone = RuleSet([rule])
    found = [_fault(rule, alone, example) for example in rule.examples]
    return [f"{path}: examples[{number}]: {fault}" for number, fault in enumerate(found) if fault]


def _fault(rule: Rule, alone: RuleSet, example: Example) -> str | None:
    """What is wrong with one example."""
    request = request_of(example.method, example.uri, example.headers, example.body)
    if bool(alone.match_request(request)) is not example.match:
        return f"{'is not' if example.match else 'is'} matched by {rule.id}"
    sent = " ".join(text for text in request.values() if text)
    if example.match and len(alone.literals.offsets(sent.replace(chr(34), chr(92) + chr(34)).encode())) == 0:
        return "holds none of the literals"
    return None
