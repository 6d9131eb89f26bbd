"""Logs whose header may change on the way: read part by part, each under its own header."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

import polars as pl

from vedette.model.errors import InputError
from vedette.telemetry.blocks import Piece, Rewindable, cut
from vedette.telemetry.engine import read_stream
from vedette.telemetry.interface import Batch, Screen
from vedette.telemetry.reader import LineReader
from vedette.telemetry.source import Source


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a source under one header."""

    start: int
    """Where it starts in the (decompressed) source, in bytes."""
    header: bytes
    """The line that names its columns, without its end; empty before the first."""


def sections(source: Source, mark: bytes) -> list[Section]:
    """The parts of a source, by the lines that start with the mark; the same header again starts none.

    Where the source is damaged, those before the damage: whoever reads it then meets the damage.
    """
    found = [Section(0, b"")]
    with suppress(InputError), source.open() as stream:
        for piece in cut(stream, source.name):
            for start in _starts(piece, mark):
                end = piece.data.find(b"\n", start, piece.end)
                header = piece.data[start : end if end >= 0 else piece.end].rstrip(b"\r")
                if header != found[-1].header:
                    found.append(Section(piece.offset + start, header))
    return found


def _starts(piece: Piece, mark: bytes) -> Iterator[int]:
    """Where lines start with the mark."""
    if piece.data.startswith(mark):
        yield 0
    place = piece.data.find(b"\n" + mark, 0, piece.end)
    while place >= 0:
        yield place + 1
        place = piece.data.find(b"\n" + mark, place + 1, piece.end)


def read_sections(
    source: Source, parts: list[Section], reader: Callable[[bytes], LineReader], screen: Screen | None
) -> Iterator[Batch]:
    """Batches of a source, each part by the reader that its header asks for."""
    with source.open() as stream:
        lines = 0
        for part, following in zip(parts, [*parts[1:], None], strict=True):
            stretch = _Stretch(stream, None if following is None else following.start - part.start)
            before = lines
            for batch in read_stream(reader(part.header), stretch, source.name, screen):
                yield _moved(batch, before, part.start)
                lines += batch.account.lines


class _Stretch:
    """The next bytes of a stream; `size` null: all that are left."""

    def __init__(self, stream: Rewindable, size: int | None) -> None:
        self._stream = stream
        self._left = size

    def read(self, size: int = -1, /) -> bytes:
        if self._left is None:
            return self._stream.read(size)
        data = self._stream.read(self._left if size < 0 else min(size, self._left)) if self._left else b""
        self._left -= len(data)
        return data

    def unread(self, data: bytes, /) -> None:
        self._stream.unread(data)
        if self._left is not None:
            self._left += len(data)


def _moved(batch: Batch, lines: int, offset: int) -> Batch:
    """The batch as numbered in the source, of which so many lines and bytes come before."""
    account = replace(
        batch.account,
        samples=[
            replace(
                sample,
                line=None if sample.line is None else sample.line + lines,
                offset=None if sample.offset is None else sample.offset + offset,
            )
            for sample in batch.account.samples
        ],
    )
    return Batch(batch.frame.with_columns(pl.col("line") + lines, pl.col("offset") + offset), account)
