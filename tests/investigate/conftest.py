"""What the tests of the investigation share."""

import pytest

from vedette.detect.rules.matching import RuleSet


@pytest.fixture(scope="session", autouse=True)
def _rules_loaded_once():
    """The rules that come with Vedette are compiled once for all investigations of these tests."""
    load, loaded = RuleSet.load, RuleSet.load()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RuleSet, "load", lambda folder=None: loaded if folder is None else load(folder))
        yield
