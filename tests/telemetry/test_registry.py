"""The registry of formats."""

import inspect
from pathlib import Path

import pytest

from vedette.model.errors import UnknownFormat
from vedette.telemetry import FORMATS, detect_format, format_of
from vedette.telemetry.source import Source

SAMPLES = {path.stem: path for path in sorted((Path(__file__).parent / "samples").iterdir())}
"""A few lines of a format, by its name."""


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_is_recognised_as_what_it_is_and_read_without_a_rejected_line(name):
    source = Source("some.log", SAMPLES[name])
    form = format_of(source)
    assert form.name == name
    accounts = [batch.account for batch in form.read(source, None)]
    assert sum(account.connections for account in accounts) > 1
    assert sum(account.rejected for account in accounts) == 0


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_registered_under_its_name_and_has_a_title(name):
    form = FORMATS[name]
    assert form.name == name
    assert form.title
    assert inspect.getdoc(type(form))
    assert inspect.getdoc(inspect.getmodule(type(form)))
    assert FORMATS[name] is form


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_claims_what_is_of_none(name):
    for head in (b"", b"\n", b"\0" * 100, b"hello\n", b"\xff" * 70_000, b"{}\n", b"<?xml version='1.0'?>\n"):
        assert FORMATS[name].sniff(head, "x") == 0


@pytest.mark.parametrize("head", [b"", b"hello\n"])
def test_an_unknown_format_says_what_can_be_done(head):
    with pytest.raises(UnknownFormat, match="--format NAME"):
        detect_format(head, "x.log")


def test_a_format_that_does_not_exist_is_an_error_that_names_those_that_do(tmp_path):
    with pytest.raises(UnknownFormat, match=r"no format 'nosuch' \(there are combined"):
        format_of(Source("x", tmp_path / "x"), "nosuch")
    assert format_of(Source("x", tmp_path / "x"), "common").name == "common"
