"""Every kind of database keeps the contract."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.intel.geography.databases import FORMATS
from vedette.intel.geography.interface import Sample

FOLDER = Path(__file__).parents[4] / "src" / "vedette" / "intel" / "geography" / "databases"


def test_the_registry_names_every_module_of_the_folder():
    modules = {path.stem.replace("_", "-") for path in FOLDER.glob("*.py")} - {"--init--"}
    assert set(FORMATS) == modules


@pytest.mark.parametrize("name", FORMATS)
def test_a_kind_is_called_after_its_module_and_has_a_test(name):
    form = FORMATS[name]
    assert form.name == name
    assert form.title
    assert type(form).__module__.endswith(name.replace("-", "_"))
    assert (Path(__file__).parent / f"test_{name.replace('-', '_')}.py").exists()


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_recognition(data):
    for form in FORMATS.values():
        assert form.sniff(Sample(data, data)) in {True, False}
