"""Cutting a stream into blocks of whole lines."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vedette.model.errors import MalformedInput
from vedette.telemetry import blocks
from vedette.telemetry.blocks import InMemory, Piece, cut, index


def cut_whole(data, size):
    """Bytes of whole lines, each with its offset."""
    return [(piece.data[: piece.end], piece.offset) for piece in cut(InMemory(data), "x", size)]


streams = st.lists(st.sampled_from([b"\n", b"\r\n", b"a", b"bcd", b"\r", b"\0"]), max_size=60).map(b"".join)


@given(streams)
@example(b"\r\n\n\r")
def test_the_lines_of_a_block_are_those_of_splitting(data):
    block = index(data, 0)
    lines = data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    ended = data.count(b"\n")
    expected = [line.removesuffix(b"\r") for line in lines]
    found = [data[s:e] for s, e in zip(block.starts.tolist(), block.ends.tolist(), strict=True)]
    assert found == expected
    assert len(found) - ended in (0, 1)


@given(streams, st.integers(1, 20))
def test_blocks_are_whole_lines_and_together_the_stream(data, size):
    pieces = cut_whole(data, size)
    assert b"".join(piece for piece, _ in pieces) == data
    assert all(piece.endswith(b"\n") for piece, _ in pieces[:-1])
    at = 0
    for piece, offset in pieces:
        assert (offset, bool(piece)) == (at, True)
        at += len(piece)


@given(streams, streams, st.integers(1, 5))
def test_no_block_has_more_lines_than_are_allowed(data, following, most):
    end = data.rfind(b"\n") + 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "MOST_LINES", most)
        parts = list(blocks.blocks(Piece(data[:end] + following, end, 7)))
    assert all(len(part.starts) <= most for part in parts)
    assert b"".join(part.data[: part.end] for part in parts) == data[:end]
    assert [found for part in parts for found in lines_of(part)] == lines_of(index(data[:end], 7))


def lines_of(block):
    """Each line, with where it starts in the source."""
    return [
        (block.data[start:end], start + block.offset)
        for start, end in zip(block.starts.tolist(), block.ends.tolist(), strict=True)
    ]


def test_a_line_that_never_ends_is_an_error_that_says_where_it_starts(monkeypatch):
    monkeypatch.setattr(blocks, "LONGEST_LINE", 10)
    monkeypatch.setattr(blocks, "ENDLESS_LINE", 100)
    pieces = cut(InMemory(b"abc\n" + b"x" * 200), "x.log", 8)
    assert next(pieces) == Piece(b"abc\nxxxx", 4, 0)
    assert next(pieces) == Piece(b"x" * 16, 12, 4)
    with pytest.raises(MalformedInput, match=r"^x\.log at byte 4: a line does not end within"):
        next(pieces)


@given(st.lists(st.integers(0, 40), max_size=20), st.integers(1, 30))
def test_long_lines_are_cut_off_and_all_others_kept(lengths, size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "LONGEST_LINE", 10)
        data = b"".join(b"x" * length + b"\n" for length in lengths)
        found = []
        for piece, offset in cut_whole(data, size):
            assert data[offset : offset + len(piece)] == piece
            assert len(piece) <= 10 + 2 + size
            block = index(piece, offset)
            found += (block.ends - block.starts).tolist()
    assert len(found) == len(lengths)
    for length, kept in zip(lengths, found, strict=True):
        assert kept == length if length <= 10 else 10 < kept <= length
