"""Where a client stands in raw lines: behind a mark that the program writes before every client, or in a field."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from vedette.model.address_bytes import windows
from vedette.telemetry.bits import Bits
from vedette.telemetry.blocks import Block

_COMMON: Final = frozenset(b'":,{ [=eairst0123')
"""Bytes that tell least: those of JSON itself, and of all text."""
_PROBES: Final = 3
"""Bytes of a literal that are looked for everywhere; the others only where these stand."""


def positions(data: bytes, literal: bytes) -> npt.NDArray[np.int64]:
    """Where a literal starts in the data, in order."""
    buffer = np.frombuffer(data, np.uint8)
    room = len(buffer) - len(literal) + 1
    if room <= 0:
        return np.empty(0, np.int64)
    probes = sorted(range(len(literal)), key=lambda place: literal[place] in _COMMON)[:_PROBES]
    hits = buffer[probes[0] : probes[0] + room] == literal[probes[0]]
    for place in probes[1:]:
        hits &= buffer[place : place + room] == literal[place]
    found = np.flatnonzero(hits)
    if len(literal) <= _PROBES:
        return found
    exact = (windows(data, found, len(literal)) == np.frombuffer(literal, np.uint8)).all(axis=1)
    return found.compress(exact)


def within(
    block: Block, places: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The places that stand in a line, and the row of each: a block's lines may leave out some of its data."""
    rows = np.searchsorted(block.starts, places, side="right") - 1
    inside = (rows >= 0) & (places < block.ends[rows]) if len(block.ends) else np.zeros(len(rows), np.bool_)
    return places.compress(inside), rows.compress(inside)


def behind_first(block: Block, mark: bytes) -> npt.NDArray[np.int64]:
    """The place behind the first mark of each line, shape (lines,); -1 where there is none."""
    places, rows = within(block, positions(block.data, mark))
    found = np.full(len(block.starts), -1, np.int64)
    found[rows[::-1]] = places[::-1] + len(mark)  # of several of a line the last written holds: the first
    return np.where(found <= block.ends, found, -1)


def behind_only(block: Block, mark: bytes) -> npt.NDArray[np.int64]:
    """The place behind the only mark of each line; -1 where there is none, or a further one, which may be forged."""
    places, rows = within(block, positions(block.data, mark))
    found = np.full(len(block.starts), -1, np.int64)
    found[rows] = places + len(mark)
    found[np.bincount(rows, minlength=len(found)) > 1] = -1
    return np.where(found <= block.ends, found, -1)


def without(
    block: Block, starts: npt.NDArray[np.int64], literals: tuple[bytes, ...]
) -> npt.NDArray[np.int64]:
    """The starts of lines that hold none of the literals; -1 in others."""
    starts = starts.copy()
    for literal in literals:
        starts[within(block, positions(block.data, literal))[1]] = -1
    return starts


def field_starts(block: Block, separator: int, separators: int, field: int) -> npt.NDArray[np.int64]:
    """Where a field starts in each line that holds exactly so many separators; -1 in other lines."""
    bits = Bits(np.frombuffer(block.data, np.uint8) == separator)
    whole = bits.before(block.ends) - bits.before(block.starts) == separators
    starts = bits.following(block.starts, field) + 1 if field else block.starts
    return np.where(whole & (starts >= 0), starts, -1)
