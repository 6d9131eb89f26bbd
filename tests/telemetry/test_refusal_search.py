"""Lines that may tell of a refusal: held against `re`, line by line."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.telemetry.blocks import index
from vedette.telemetry.refusal_search import RefusalSearch
from vedette.telemetry.refusals import ANSWERS, WORDS

SEARCHES = {expressions: RefusalSearch(expressions) for expressions in (ANSWERS, WORDS)}
PARTS = (
    ' "GET / HTTP/1.1" 404 12',
    '" 200 10',
    "POST /wp-Login.php",
    "\tS0\t",
    ",REJECT,",
    "Error",
    "x",
    " 401",
    '"D"',
)
lines = st.lists(st.lists(st.sampled_from(PARTS), max_size=4).map("".join), min_size=1, max_size=30)


@pytest.mark.parametrize("expressions", [ANSWERS, WORDS], ids=["answers", "words"])
@given(texts=lines, every=st.integers(1, 12))
def test_lines_are_told_as_the_expressions_say(
    expressions: tuple[str, ...], texts: list[str], every: int
) -> None:
    block = index(("\n".join(texts) + "\n").encode(), 0)
    rows = np.arange(0, len(block.starts), every)
    told = SEARCHES[expressions].told(block, rows)
    patterns = [re.compile(expression, re.MULTILINE) for expression in expressions]
    assert told.tolist() == [any(p.search(texts[row]) for p in patterns) for row in rows.tolist()]


def test_lines_full_of_such_words_are_all_held_to_tell_of_one() -> None:
    block = index(b"nothing\n" + b"error " * 1000 + b"\n", 0)
    assert SEARCHES[WORDS].told(block, np.arange(2)).tolist() == [True, True]
