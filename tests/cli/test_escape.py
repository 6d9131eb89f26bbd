"""Nothing that a client writes reaches a terminal or a spreadsheet as anything but text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.cli.columns import cut, fit, width
from vedette.cli.escape import cell, json_text, printable


@given(st.text())
def test_printable_text_holds_no_control_no_format_and_no_unassigned_character(text: str) -> None:
    assert printable(text).isprintable()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", r"\x1b[2J"),
        ("a\u202eb", r"a\u202eb"),
        ("zero\u200bwidth", r"zero\u200bwidth"),
        ("\x9b1m", r"\x9b1m"),
        ("\x1b]8;;http://x\x07", r"\x1b]8;;http://x\x07"),
        ("plain, ünïcödé 日本", "plain, ünïcödé 日本"),
    ],
)
def test_what_a_terminal_would_obey_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert cell(text).startswith("'")


@given(st.text())
def test_json_is_ascii_and_exact(text: str) -> None:
    told = json_text({"value": text})
    assert told.isascii()
    assert json.loads(told) == {"value": text}


@given(st.text(), st.integers(1, 60))
def test_text_is_cut_to_the_columns_that_it_may_take(text: str, columns: int) -> None:
    assert width(cut(text, columns)) <= columns


@given(st.text(st.characters(codec="ascii")), st.integers(1, 60))
def test_text_is_filled_up_to_its_columns(text: str, columns: int) -> None:
    assert width(fit(text, columns)) == columns
