"""The registry of converters."""

from pathlib import Path

from vedette.detect.rules.convert import formats
from vedette.detect.rules.convert.formats import CONVERTERS

HELPERS = {"__init__", "fields", "zones"}


def test_every_converter_is_a_module_of_its_name():
    modules = {path.stem for path in Path(formats.__file__).parent.glob("*.py")} - HELPERS
    assert modules == {name.replace("-", "_") for name in CONVERTERS}


def test_every_converter_says_what_it_reads():
    assert all(converter.title and type(converter).__doc__ for converter in CONVERTERS.values())
