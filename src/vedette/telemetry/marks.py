"""Where a client stands in raw lines: behind a mark that the program writes before every client, or in a field."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vedette.telemetry.blocks import Block


def behind_first(block: Block, mark: bytes) -> npt.NDArray[np.int64]:
    """The place behind the first mark of each line, shape (lines,); -1 where there is none."""
    places = _places(block.data, mark)
    first = np.searchsorted(places, block.starts)
    found = np.append(places, -1)[first]
    return np.where((found >= 0) & (found < block.ends), found + len(mark), -1)


def behind_only(block: Block, mark: bytes) -> npt.NDArray[np.int64]:
    """The place behind the only mark of each line; -1 where there is none, or a further one, which may be forged."""
    places = _places(block.data, mark)
    first = np.searchsorted(places, block.starts)
    only = np.searchsorted(places, block.ends) - first == 1
    return np.where(only, np.append(places, -1)[first] + len(mark), -1)


def _places(data: bytes, mark: bytes) -> npt.NDArray[np.int64]:
    """Where the mark begins in the data, byte by byte of the mark over all of the data."""
    buffer = np.frombuffer(data, np.uint8)
    count = len(buffer) - len(mark) + 1
    if count <= 0:
        return np.empty(0, np.int64)
    found = buffer[:count] == mark[0]
    for index, byte in enumerate(mark[1:], start=1):
        found &= buffer[index : count + index] == byte
    return np.flatnonzero(found)


def field_starts(block: Block, separator: int, separators: int, field: int) -> npt.NDArray[np.int64]:
    """Where a field starts in each line that holds exactly so many separators; -1 in other lines."""
    places = np.flatnonzero(np.frombuffer(block.data, np.uint8) == separator)
    lines = len(block.starts)
    if len(places) == lines * separators:
        table = places.reshape(lines, separators)
        if np.all(table[:, 0] >= block.starts) and np.all(table[:, -1] < block.ends):
            return block.starts if field == 0 else table[:, field - 1] + 1
    first = np.searchsorted(places, block.starts)
    whole = np.searchsorted(places, block.ends) - first == separators
    if field == 0:
        return np.where(whole, block.starts, -1)
    found = np.full(lines, -1, np.int64)
    found[whole] = places[first[whole] + field - 1] + 1
    return found
