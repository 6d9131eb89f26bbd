"""The rules that come with Vedette, compiled once."""

import pytest

from vedette.detect.rules.matching import RuleSet


@pytest.fixture(scope="session")
def rules() -> RuleSet:
    return RuleSet.load()
