"""What can be chosen is what there is: registries, folders and the words of the command line are one."""

from pathlib import Path

import pytest

from vedette.cli.plan import _BACKENDS, _CHECKS
from vedette.model.plan import StepName
from vedette.respond import backends, packages, rails, steps
from vedette.respond.requirements import RequirementId


def modules(package):
    folder = Path(package.__file__).parent
    return {file.stem for file in folder.glob("*.py")} - {"__init__", "interface"}


def test_each_back_end_is_a_file_and_a_line():
    assert modules(backends) == {*backends.KEEPERS, *backends.CUTTERS, *backends.SEVERERS}
    for name, each in {**backends.KEEPERS, **backends.CUTTERS, **backends.SEVERERS}.items():
        assert each.id == name


def test_each_package_manager_is_a_file_and_a_line():
    assert modules(packages) == {*packages.MANAGERS}
    assert [m.id for m in packages.MANAGERS.values()] == [*packages.MANAGERS]


def test_each_rail_is_a_file_and_a_line():
    assert modules(rails) == {rail.id.replace("-", "_") for rail in rails.RAILS}


def test_each_step_is_a_file_and_a_line_in_order():
    assert modules(steps) == {*map(str, StepName)}
    assert [step.name for step in steps.STEPS] == [*StepName]


@pytest.mark.parametrize("given", [_BACKENDS])
def test_the_command_line_offers_every_back_end(given):
    assert [*given] == [*backends.KEEPERS]


def test_the_command_line_offers_every_check():
    assert [*_CHECKS] == ["all", *map(str, RequirementId)]
