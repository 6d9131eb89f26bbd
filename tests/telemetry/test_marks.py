"""Marks before clients in raw bytes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vedette.telemetry.blocks import Block, index
from vedette.telemetry.marks import behind_first, behind_only, field_starts, positions, without

LINES = st.lists(st.text("abx \n"), max_size=8)


@given(LINES)
def test_places_are_those_that_a_search_in_each_line_finds(texts):
    data = "\n".join(texts).encode()
    block = index(data, 0)
    first, only = behind_first(block, b"ab").tolist(), behind_only(block, b"ab").tolist()
    for row, (start, end) in enumerate(zip(block.starts.tolist(), block.ends.tolist(), strict=True)):
        place = data.find(b"ab", start, end)
        assert first[row] == (place + 2 if place >= 0 else -1)
        assert only[row] == (place + 2 if data.count(b"ab", start, end) == 1 else -1)


@given(st.binary(max_size=60), st.binary(min_size=1, max_size=4))
def test_a_literal_is_found_wherever_it_stands(data, literal):
    expected = [at for at in range(len(data)) if data.startswith(literal, at)]
    assert positions(data, literal).tolist() == expected


@given(LINES)
def test_lines_that_hold_a_literal_are_left_out(texts):
    block = index("\n".join(texts).encode(), 0)
    kept = without(block, block.starts, (b"ax", b"b")).tolist()
    for at, start, end in zip(kept, block.starts.tolist(), block.ends.tolist(), strict=True):
        line = block.data[start:end]
        assert at == (-1 if b"ax" in line or b"b" in line else start)


def test_marks_outside_of_the_lines_are_nobodys():
    whole = index(b"ab1 x\nab2 x\nab3 x", 0)
    cut = Block(whole.data, whole.starts + np.array([5, 2, 2]), whole.ends, 0, len(whole.data))
    assert behind_first(cut, b"ab").tolist() == [-1, -1, -1]
    assert behind_only(cut, b"ab").tolist() == [-1, -1, -1]
    assert without(cut, cut.starts, (b"ab",)).tolist() == cut.starts.tolist()
    assert behind_first(Block(b"ab", whole.starts[:0], whole.ends[:0], 0, 2), b"ab").tolist() == []


FIELD = st.text("ab\r\n", max_size=3) | st.integers(60, 140).map("a".__mul__)


@given(
    st.lists(FIELD, max_size=40),
    st.lists(st.integers(0, 4), min_size=1, max_size=8),
    st.integers(1, 3),
    st.data(),
)
def test_a_field_starts_where_splitting_finds_it(fields, parts, separators, draw):
    texts = iter(fields)
    data = "\n".join("\t".join(next(texts, "") for _ in range(count)) for count in parts).encode()
    field = draw.draw(st.integers(0, separators))
    block = index(data, 0)
    found = field_starts(block, 9, separators, field).tolist()
    for at, start, end in zip(found, block.starts.tolist(), block.ends.tolist(), strict=True):
        cells = data[start:end].split(b"\t")
        place = start + sum(len(cell) + 1 for cell in cells[:field])
        assert at == (place if len(cells) == separators + 1 else -1)


def test_lines_of_many_fields_are_told_apart_from_such_of_one_more():
    row, more = b"\t".join([b"x"] * 70), b"\t".join([b"x"] * 71)
    block = index(b"\n".join([row, more, row]), 0)
    assert field_starts(block, 9, 69, 68).tolist() == [136, -1, 2 * len(row) + len(more) - 1]
