r"""Where the client stands in lines of JSON, told without parsing them.

A line without a backslash has no escapes, so that every quote in it opens or closes a string: `"src_ip":"` is then
never a part of a value, and what a literal of the exploit rules would find is written as it is. Lines with a backslash,
and those in which the key stands twice or not at all, are left to the parser.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from vedette.model.address_bytes import windows
from vedette.telemetry.blocks import Block, Spans

_COMMON: Final = frozenset(b'":,{ ')
"""Bytes of JSON itself, which tell least."""
_PROBES: Final = 3
"""Bytes of a literal that are looked for everywhere; the others only where these stand."""


def positions(data: bytes, literal: bytes) -> npt.NDArray[np.int64]:
    """Where a literal starts in the data, in order."""
    buffer = np.frombuffer(data, np.uint8)
    room = len(buffer) - len(literal) + 1
    if literal not in data:
        return np.empty(0, np.int64)
    probes = sorted(range(len(literal)), key=lambda place: literal[place] in _COMMON)[:_PROBES]
    hits = np.ones(room, np.bool_)
    for place in probes:
        hits &= buffer[place : place + room] == literal[place]
    found = np.flatnonzero(hits)
    exact = (windows(data, found, len(literal)) == np.frombuffer(literal, np.uint8)).all(axis=1)
    return found.compress(exact)


def quoted_after(block: Block, literal: bytes, unless: tuple[bytes, ...]) -> Spans:
    """The string that stands behind the literal in each line.

    literal: a key, a colon, and the quote that opens the string; unless: literals whose lines are left to the parser.
    """
    found = positions(block.data, literal)
    lines = _lines_of(found, block)
    starts = np.full(len(block.starts), -1, np.int64)
    starts[lines] = found + len(literal)
    starts[np.bincount(lines, minlength=len(starts)) > 1] = -1
    for other in (b"\\", *unless):
        starts[_lines_of(positions(block.data, other), block)] = -1
    return Spans(starts, ord('"'))


def without(block: Block, spans: Spans, literal: bytes, values: tuple[bytes, ...]) -> Spans:
    """The spans of lines in which a literal stands once, with none of these values behind it."""
    found = positions(block.data, literal)
    lines = _lines_of(found, block)
    told = np.bincount(lines, minlength=len(spans.starts)) == 1
    for value in values:
        behind = windows(block.data, found + len(literal), len(value)) == np.frombuffer(value, np.uint8)
        told[lines[behind.all(axis=1)]] = False
    return Spans(np.where(told, spans.starts, -1), spans.end_byte)


def _lines_of(places: npt.NDArray[np.int64], block: Block) -> npt.NDArray[np.int64]:
    lines: npt.NDArray[np.int64] = np.searchsorted(block.starts, places, side="right") - 1
    return lines
