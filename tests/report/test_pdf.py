"""Reports as PDF."""

import sys
from dataclasses import replace

import pytest
from example_report import EVIDENCE, FACTS

from vedette.report.compose import compose
from vedette.report.interface import CannotRender
from vedette.report.pdf import Pdf


def laid_out(facts):
    try:
        return Pdf().render(compose(facts))
    except CannotRender as error:
        pytest.skip(str(error))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_same_report_gives_the_same_pages():
    assert laid_out(FACTS).startswith(b"%PDF-")
    assert laid_out(FACTS) == laid_out(FACTS)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_no_file_of_this_machine_is_embedded(tmp_path):
    (tmp_path / "secret.txt").write_text("a secret")
    hostile = f"</pre><img src='file://{tmp_path}/secret.txt'><link rel=attachment href='file://{tmp_path}/secret.txt'>"
    made = laid_out(
        replace(FACTS, alert=replace(FACTS.alert, evidence=(replace(EVIDENCE, excerpt=hostile),)))
    )
    assert b"EmbeddedFile" not in made


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(CannotRender, match=r"vedette\[report\]"):
        Pdf().render(compose(FACTS))


def test_without_pango_it_says_what_to_install(monkeypatch):
    def broken(name):
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr("vedette.report.pdf.import_module", broken)
    with pytest.raises(CannotRender, match="libpango"):
        Pdf().render(compose(FACTS))
