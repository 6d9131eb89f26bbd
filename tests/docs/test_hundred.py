"""The table of the starter set's vulnerabilities."""

import importlib.util
from pathlib import Path

import pytest

from vedette.detect.rules.rule import read_rules
from vedette.vulns.starter.entries import entries

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def hundred():
    """The module docs/hundred.py."""
    spec = importlib.util.spec_from_file_location("hundred", ROOT / "docs/hundred.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_vulnerability_has_a_rule_or_the_reason_why_none_can_be(hundred):
    known = {entry.id for entry in entries()}
    recognised = {cve for rule in read_rules() for cve in rule.cves}
    assert known - recognised == set(hundred.UNSEEN)


def test_recordings_of_ours_are_found_by_what_they_attack(hundred):
    assert "recording `examples/web-1`" in hundred.tests()["CVE-2021-41773"]


def test_each_vulnerability_has_one_row(hundred):
    rows = [line.split(" | ")[0] for line in hundred.hundred().splitlines()[2:]]
    assert len(rows) == len(set(rows)) == len(list(entries()))
