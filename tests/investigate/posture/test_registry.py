"""The groups are the folder, and the documents tell all that they may find."""

from pathlib import Path

from tests.conftest import ROOT

from vedette.investigate import posture
from vedette.investigate.posture.benchmarks import BENCHMARKS

SHARED = {"__init__", "interface", "ground", "benchmarks"}


def test_the_registry_is_the_folder():
    modules = {path.stem for path in Path(posture.__file__).parent.glob("*.py")} - SHARED
    assert set(posture.GROUPS) == modules
    assert all(group.id == name for name, group in posture.GROUPS.items())


def test_every_weakness_has_an_id_of_its_own_and_a_control():
    weaknesses = [weakness for group in posture.GROUPS.values() for weakness in group.weaknesses]
    assert len({weakness.id for weakness in weaknesses}) == len(weaknesses)
    assert all(("NIST" in w.control or "CIS" in w.control) and w.why and w.title for w in weaknesses)


def test_a_recommendation_of_cis_is_named_with_the_version_of_its_benchmark_and_every_benchmark_is_cited():
    controls = "; ".join(
        weakness.control for group in posture.GROUPS.values() for weakness in group.weaknesses
    )
    assert all(f"{benchmark} " in controls and benchmark.confirmed for benchmark in BENCHMARKS)
    for benchmark in BENCHMARKS:
        controls = controls.replace(str(benchmark), "")
    assert "CIS" not in controls


def test_the_documents_tell_every_weakness():
    text = (ROOT / "docs/posture.md").read_text()
    for group in posture.GROUPS.values():
        for weakness in group.weaknesses:
            row = f"| `{weakness.id}` | {weakness.title} | {weakness.severity} | {weakness.control} |"
            assert row in text, row
