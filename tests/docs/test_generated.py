"""What is generated is as the program has it now."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(str(p.relative_to(ROOT)) for p in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_generated_part_differs_from_the_program(name, generate):
    """`.venv/bin/python docs/generate.py` rewrites them."""
    text = (ROOT / name).read_text("utf-8")
    assert generate.rewritten(text) == text


def test_everything_that_can_be_generated_is_shown_somewhere(generate):
    shown = "\n".join(path.read_text("utf-8") for path in generate.DOCUMENTS)
    assert [name for name in generate.GENERATED if f"<!-- generated: {name} -->" not in shown] == []


def test_no_table_has_a_cell_that_should_explain_and_is_empty(generate):
    for name, made in generate.GENERATED.items():
        if name not in {"output", "version schemes"}:
            assert not [line for line in made().splitlines() if line.endswith("|  |")], name
