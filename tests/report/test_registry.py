"""The formats of reports."""

from pathlib import Path

import pytest
from example_report import FACTS

import vedette.report
from vedette.cli.report import report as command
from vedette.report.compose import compose
from vedette.report.registry import FORMATS

FOLDER = Path(vedette.report.__file__).parent


def test_the_command_offers_what_the_registry_has():
    (option,) = [p for p in command.params if p.name == "output"]
    assert list(option.type.choices) == list(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_stands_in_a_module_of_its_name(name):
    assert (FOLDER / f"{name}.py").is_file()
    assert type(FORMATS[name]).__module__ == f"vedette.report.{name}"


@pytest.mark.parametrize("name", [name for name, format_ in FORMATS.items() if format_.is_text])
def test_the_same_facts_give_the_same_bytes(name):
    assert FORMATS[name].render(compose(FACTS)) == FORMATS[name].render(compose(FACTS))
