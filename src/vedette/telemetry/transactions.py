"""Logs whose records are several lines: each is folded into one line, which a reader of lines reads.

Folding puts one byte in place of another, so that places in the source stay what they are. A record is held as a whole,
so that nothing within it opens another; one without an end is left as the lines that it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np
import polars as pl

from vedette.telemetry.blocks import InMemory, cut
from vedette.telemetry.engine import read_stream
from vedette.telemetry.interface import Batch, Screen
from vedette.telemetry.reader import LineReader
from vedette.telemetry.source import Source

FOLD: Final = "\x1e"
"""Stands for a line feed within a record: the record separator, which servers refuse in requests."""
LARGEST_RECORD: Final = 16 * 1024 * 1024
"""Bytes within which a record must end: more than a body that ModSecurity takes as it comes (12.5 MiB)."""

_MOST_ENDLESS: Final = 16
"""Records without an end that are passed by in so many bytes; to look for the end of each costs a look at all of them."""
_FOLDED: Final = bytes.maketrans(b"\n", FOLD.encode())


def read_transactions(
    reader: LineReader, source: Source, screen: Screen | None, opens: re.Pattern[bytes], closes: bytes
) -> Iterator[Batch]:
    """Batches of a source, each record a line; its number is that of the record's first line.

    opens: matches a line that opens a record, of which its first group is the name; closes: what stands behind the name
    in the line that closes it.
    """
    held, offset, lines = b"", 0, 0
    with source.open() as stream:
        for piece in cut(stream, source.name):
            offset = piece.offset - len(held)
            ended = (
                b"" if piece.data.endswith(b"\n", 0, piece.end) else b"\n"
            )  # the line was cut, or is the last
            data = held + piece.data[: piece.end] + ended
            folded = _fold(data, opens, closes)
            for batch in read_stream(reader, InMemory(folded), source.name, screen):
                yield _told(batch, data, offset, lines)
            lines += data.count(b"\n", 0, len(folded))
            held = data[len(folded) :]
            offset += len(folded)
        for batch in read_stream(reader, InMemory(held), source.name, screen):
            yield _told(batch, held, offset, lines)


def _fold(data: bytes, opens: re.Pattern[bytes], closes: bytes) -> bytes:
    """The data with records folded, up to one that has no end yet."""
    parts, at, looked, endless = [], 0, 0, 0
    while endless < _MOST_ENDLESS and (mark := opens.search(data, looked)):
        closing = data.find(b"\n" + mark[1] + closes, mark.start())
        if closing >= 0:
            end = data.find(b"\n", closing + 1)
            looked = len(data) if end < 0 else end
            parts += [data[at : mark.start()], data[mark.start() : looked].translate(_FOLDED)]
            at = looked
        elif len(data) - mark.start() <= LARGEST_RECORD:
            return b"".join([*parts, data[at : mark.start()]])
        else:
            looked, endless = mark.end(), endless + 1
    return b"".join([*parts, data[at:]])


def _told(batch: Batch, data: bytes, offset: int, lines: int) -> Batch:
    """A batch of a part of the source, as it is in the source; offset and lines: before the part."""
    frame = batch.frame
    if len(frame):
        feeds = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n"))
        own = frame["offset"].to_numpy().astype(np.int64)
        frame = frame.with_columns(
            pl.Series("line", np.searchsorted(feeds, own) + lines + 1, pl.UInt64),
            pl.Series("offset", own + offset, pl.UInt64),
            pl.col("raw").str.replace_all(FOLD, "\n", literal=True),
        )
    samples = [
        replace(
            sample,
            line=data.count(b"\n", 0, sample.offset or 0) + lines + 1,
            offset=(sample.offset or 0) + offset,
            excerpt=sample.excerpt.replace(FOLD, "\n"),
        )
        for sample in batch.account.samples
    ]
    return Batch(frame, replace(batch.account, samples=samples))
