"""What rules make of others' requests and logs is what docs/third-party-rules.md says."""

import importlib.util
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[3] / "docs"


@pytest.fixture(scope="module")
def third_party():
    """The module docs/third_party_rules.py."""
    spec = importlib.util.spec_from_file_location("third_party_rules", DOCS / "third_party_rules.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look for it
    spec.loader.exec_module(module)
    return module


@pytest.mark.conformance
@pytest.mark.slow
def test_conversions_and_requests_fare_as_documented(shared_data, third_party):
    text = third_party.DOCUMENT.read_text()
    assert shared_data.is_dir()
    assert third_party.rewritten(text, third_party.measured(with_logs=False)) == text


@pytest.mark.conformance
@pytest.mark.slow
def test_every_client_that_exploits_is_found_in_logs_but_for_those_that_are_explained(
    shared_data, third_party
):
    assert shared_data.is_dir()
    row = third_party.logs("exploitation").splitlines()[-1]
    assert row in third_party.DOCUMENT.read_text()
