from pathlib import Path

import pytest

import vedette.vulns.vex
from vedette.model.errors import UnknownFormat
from vedette.vulns.vex.registry import FORMATS, load


def test_the_registry_holds_every_format_of_the_folder():
    helpers = {"__init__", "applying", "interface", "reading", "registry", "vers"}
    folder = Path(vedette.vulns.vex.__file__).parent
    assert {path.stem for path in folder.glob("*.py")} - helpers == set(FORMATS)
    assert all(form.name == name and form.title for name, form in FORMATS.items())


def test_what_is_no_vex_is_refused_where_it_was_named_and_told_where_it_stands_in_a_folder(tmp_path):
    (tmp_path / "x.txt").write_text("hello")
    with pytest.raises(UnknownFormat, match="it reads CSAF VEX, CycloneDX VEX, OpenVEX"):
        load([tmp_path / "x.txt"])
    (document,) = load([tmp_path])
    assert document.statements == ()
    assert "skipped" in document.notes[0]
