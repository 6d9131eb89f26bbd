"""Every check is what the registry says."""

from pathlib import Path

import pytest

import vedette.intel.gate.checks as package
from vedette.intel.gate.checks import CHECKS

FOLDER = Path(package.__file__).parent


def test_the_registry_names_every_module_and_no_other():
    modules = {path.stem.replace("_", "-") for path in FOLDER.glob("*.py")} - {"--init--"}
    assert set(CHECKS) == modules
    assert all(name == check.name for name, check in CHECKS.items())


@pytest.mark.parametrize("name", CHECKS)
def test_every_check_says_what_it_asks(name):
    assert CHECKS[name].title.endswith("?")
    assert (type(CHECKS[name]).__doc__ or "").strip()


@pytest.mark.parametrize("name", CHECKS)
def test_no_check_minds_an_ordinary_first_version_or_an_ordinary_update(name, candidate, reasons, many):
    first, second = candidate(*many(200)), candidate(*many(210))
    around = {"clients": many(5), "sample": ["9.0.0.1", "5.5.5.5"]}
    assert reasons(CHECKS[name], first, **around) == []
    assert reasons(CHECKS[name], second, first, **around) == []


@pytest.mark.parametrize("name", sorted(set(CHECKS) - {"empty"}))
def test_no_other_check_minds_that_an_update_is_empty(name, candidate, reasons, many):
    assert (
        reasons(CHECKS[name], candidate(), candidate(*many(200)), sample=["9.0.0.1"], clients=["9.0.0.1"])
        == []
    )
