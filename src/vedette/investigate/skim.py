"""A file searched for a client as fast as it can be read: no line is looked at that does not mention it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from vedette.investigate.needles import Needles
from vedette.telemetry.blocks import LONGEST_LINE, Piece, cut
from vedette.telemetry.source import Source

FIRST: Final = 50_000
"""Lines of a file that are kept from its start: a flood tells no more in a million."""
LAST: Final = 10_000
"""Lines that are kept from its end, beyond those."""
_LF: Final = 0x0A


class Hit(NamedTuple):
    """One line that mentions the client."""

    line: int
    """From 1."""
    offset: int
    """Of its start in the (decompressed) source, in bytes."""
    text: bytes
    """Without its end."""


@dataclass(frozen=True, slots=True)
class Skimmed:
    """What was found in one file."""

    hits: tuple[Hit, ...]
    """The first and the last ones."""
    mentions: int
    """Lines that mention the client, also those that are not kept."""
    lines: int
    size: int
    """Bytes, decompressed."""


def skim(source: Source, needles: Needles) -> Skimmed:
    """Find the lines of a source that mention the client. Raises UnreadableInput and MalformedInput."""
    first: list[Hit] = []
    last: deque[Hit] = deque(maxlen=LAST)
    mentions = lines = size = 0
    with source.open() as stream:
        for piece in cut(stream, source.name):
            for hit in _hits(piece, needles, lines):
                mentions += 1
                (first if len(first) < FIRST else last).append(hit)
            lines += _lines(piece)
            size = piece.offset + piece.end
    return Skimmed((*first, *last), mentions, lines, size)


def _hits(piece: Piece, needles: Needles, before: int) -> Iterator[Hit]:
    """The lines of a piece that mention the client, each once, in order; before: lines before the piece."""
    data, done, line = piece.data, 0, before + 1
    for at in sorted(needles.places(data, piece.end)):
        start = data.rfind(b"\n", 0, at) + 1
        if start < done:
            continue
        line += data.count(b"\n", done, start)
        end = data.find(b"\n", at, piece.end)
        end = piece.end if end < 0 else end
        yield Hit(line, piece.offset + start, data[start : min(end, start + LONGEST_LINE)].rstrip(b"\r"))
        done, line = end + 1, line + 1


def _lines(piece: Piece) -> int:
    feeds = int(np.count_nonzero(np.frombuffer(piece.data, np.uint8, piece.end) == _LF))
    return feeds + (piece.end > 0 and piece.data[piece.end - 1] != _LF)
