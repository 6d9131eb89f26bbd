"""The groups are the folder, and the documents tell all that they may find."""

from pathlib import Path

from tests.conftest import ROOT

from vedette.investigate import posture

SHARED = {"__init__", "interface", "ground"}


def test_the_registry_is_the_folder():
    modules = {path.stem for path in Path(posture.__file__).parent.glob("*.py")} - SHARED
    assert set(posture.GROUPS) == modules
    assert all(group.id == name for name, group in posture.GROUPS.items())


def test_every_weakness_has_an_id_of_its_own_and_a_control():
    weaknesses = [weakness for group in posture.GROUPS.values() for weakness in group.weaknesses]
    assert len({weakness.id for weakness in weaknesses}) == len(weaknesses)
    assert all(("NIST" in w.control or "CIS" in w.control) and w.why and w.title for w in weaknesses)


def test_the_documents_tell_every_weakness():
    text = (ROOT / "docs/posture.md").read_text()
    for group in posture.GROUPS.values():
        for weakness in group.weaknesses:
            row = f"| `{weakness.id}` | {weakness.title} | {weakness.severity} | {weakness.control} |"
            assert row in text, row
