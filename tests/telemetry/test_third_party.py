"""What is read of third-party data is what docs/third-party.md says."""

import importlib.util
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.conformance
def test_every_log_and_capture_of_others_is_read_or_refused_as_documented(shared_data):
    spec = importlib.util.spec_from_file_location("third_party", DOCS / "third_party.py")
    third_party = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = third_party  # where dataclasses look for it
    spec.loader.exec_module(third_party)
    found = third_party.results(shared_data)
    differences = [difference for result in found for difference in result.differences]
    assert third_party.table(found) in (DOCS / "third-party.md").read_text(), differences
