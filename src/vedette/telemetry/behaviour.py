"""Clients worth a look for what they do, told from raw lines: a count of lines for each, and a look at those of few.

Nearly all clients have too few lines in a block to be refused often, so that counting is all that is done for them. Of
the others the lines that may tell of a refusal are found by their words (`vedette.telemetry.refusals`), and of those
that come in crowds a few times are read. Each block is judged by itself: memory is bounded by it, and threads change
nothing.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from vedette.telemetry import text
from vedette.telemetry.blocks import Block
from vedette.telemetry.interface import Screen
from vedette.telemetry.reader import LineReader
from vedette.telemetry.refusals import UNKNOWN_TIME, crowds, repeated

_FOLDED_BITS: Final = 3
"""Of the numbers of clients that are left out to count: 65,536 counts stay in the cache of a core."""
_COUNTS: Final = 1 << 16


def misbehaving(
    reader: LineReader,
    block: Block,
    clients: npt.NDArray[np.int64],
    strangers: npt.NDArray[np.bool_],
    screen: Screen,
) -> npt.NDArray[np.bool_]:
    """Lines of a block that are worth parsing for what their clients do.

    clients: a number for that of each line, as `ClientScreen.judge_each` gives it; strangers: which are external, and
    not known. Shapes (lines,).
    """
    found = np.zeros(len(clients), np.bool_)
    least = min((bound for bound in (screen.refusals, screen.crowd) if bound), default=0)
    if not least:
        return found
    folded = clients >> _FOLDED_BITS
    counts = np.bincount(folded, minlength=_COUNTS)
    if counts.max() < least:
        return found
    rows = np.flatnonzero((counts >= least)[folded] & strangers)
    _, numbers, counts = np.unique(clients[rows], return_inverse=True, return_counts=True)
    often = counts[numbers] >= least
    rows, numbers = rows[often], numbers[often]
    if screen.refusals and len(rows) >= screen.refusals:
        told = _told(reader, block, rows)
        found[rows[repeated(numbers, told, screen.refusals)]] = True
    if screen.crowd:
        for crowd in crowds(numbers, screen.crowd, lambda some: _times(reader, block, rows[some])):
            found[rows[crowd]] = True
    return found


def _told(reader: LineReader, block: Block, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which lines may tell of a refusal."""
    if not reader.refusal_words:
        return np.ones(len(rows), np.bool_)
    return text.column(block, rows).str.contains(reader.refusal_words).to_numpy()


def _times(reader: LineReader, block: Block, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """When lines were written, in microseconds; UNKNOWN_TIME where they do not say."""
    parsed = reader.parse(text.column(block, rows))
    if "time" not in parsed.columns:
        return np.full(len(rows), UNKNOWN_TIME)
    return parsed["time"].to_physical().fill_null(UNKNOWN_TIME).to_numpy()
