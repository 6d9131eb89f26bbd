"""The figures in docs/noise.md are what scans of the same logs come to."""

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _load():
    spec = importlib.util.spec_from_file_location("noise", ROOT / "benchmarks/noise.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["noise"] = module  # where dataclasses look up their annotations
    spec.loader.exec_module(module)
    return module


noise = _load()
SHOWN = noise.shown((ROOT / "docs/noise.md").read_text("utf-8")).splitlines()


def test_the_recording_is_as_the_table_says():
    made = noise.recording()
    assert SHOWN[2] == noise.row("the recording `examples/web-1`", "vite, aiohttp, nginx, OpenSSH", made)
    text = (ROOT / "docs/noise.md").read_text("utf-8").replace("\n", " ")
    assert f"alone makes {made.of_listed:,} alerts, or {made.listed} if each client is told once" in text
    assert f"{made.left} of the {made.listed} attacked something vulnerable" in text


@pytest.mark.slow
@pytest.mark.conformance
@pytest.mark.parametrize("case", noise.CASES, ids=lambda case: f"{case.path} {case.service}")
def test_a_log_is_as_the_table_says(case, shared_data):
    assert noise.row(case.title, case.service, noise.measure(case, shared_data)) in SHOWN


def test_the_table_has_all_cases_and_no_others():
    assert len(SHOWN) == 3 + len(noise.CASES)
