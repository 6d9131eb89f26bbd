from pathlib import Path

import pytest

import vedette.vulns.advisories
from vedette.vulns.advisories.registry import FORMATS, recognise

HELPERS = {
    "__init__", "configurations", "csaf_products", "distributions", "documents", "families", "identifiers", "index", "interface",
    "layers", "load", "pages", "registry", "releases", "severity", "update_streams", "vendors",
    "version_text",
}  # fmt: skip


def test_the_registry_holds_every_format_of_the_folder():
    folder = Path(vedette.vulns.advisories.__file__).parent
    assert {path.stem for path in folder.glob("*.py")} - HELPERS == set(FORMATS)
    assert all(form.name == name and form.title for name, form in FORMATS.items())


@pytest.mark.parametrize(
    "head", [b"", b"hello", b"{}", b'{"id": "x"}', b"<xml/>", b'{"bomFormat": "CycloneDX"}']
)
def test_other_documents_are_not_recognised(head):
    assert recognise(head) is None
