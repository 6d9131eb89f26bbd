"""Clients worth a look for what they do, told from raw lines: a count of lines for each, and a look at those of few.

Nearly all clients have too few lines in a block to be refused often, so that counting is all that is done for them. Of
the others the lines that may tell of a refusal are found by their words (`vedette.telemetry.refusals`), and of those
that come in crowds a few times are read. Whoever was mostly refused in a block is followed from then on (`Followed`):
a guesser that gets in is refused no more. Memory is bounded by the block and a table of fixed size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from vedette.telemetry import text
from vedette.telemetry.blocks import Block
from vedette.telemetry.clients import CLIENT_NUMBERS
from vedette.telemetry.interface import Screen
from vedette.telemetry.reader import LineReader
from vedette.telemetry.refusal_search import refusal_search
from vedette.telemetry.refusals import UNKNOWN_TIME, crowds, repeated

_FOLDED_BITS: Final = 3
"""Of the numbers of clients that are left out to count: 65,536 counts stay in the cache of a core."""
_COUNTS: Final = CLIENT_NUMBERS >> _FOLDED_BITS
_MOST_FOLLOWED: Final = CLIENT_NUMBERS // 32
"""Of the numbers, those that may be followed: one line in so many is then read for its number alone."""


class Followed:
    """Clients that were mostly refused in an earlier block; by numbers, as `ClientScreen.judge_each` gives them."""

    def __init__(self, numbers: npt.NDArray[np.bool_] | None = None) -> None:
        self._numbers = numbers

    def those(self, clients: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Which of these clients are followed."""
        return np.zeros(len(clients), np.bool_) if self._numbers is None else self._numbers[clients]

    def with_more(self, clients: npt.NDArray[np.int64]) -> Followed:
        """These clients followed too, unless they are so many that others would be taken for them."""
        if not len(clients):
            return self
        numbers = np.zeros(CLIENT_NUMBERS, np.bool_) if self._numbers is None else self._numbers.copy()
        if np.count_nonzero(numbers) >= _MOST_FOLLOWED:
            return self
        numbers[clients] = True
        return Followed(numbers)


@dataclass(frozen=True, slots=True)
class Misbehaviour:
    """What is worth a look in a block."""

    lines: npt.NDArray[np.bool_]
    """Shape (lines,)."""
    clients: npt.NDArray[np.int64]
    """Numbers of those that were mostly refused."""


def misbehaving(
    reader: LineReader,
    block: Block,
    clients: npt.NDArray[np.int64],
    strangers: npt.NDArray[np.bool_],
    screen: Screen,
) -> Misbehaviour:
    """Lines of a block that are worth parsing for what their clients do.

    clients: a number for that of each line, as `ClientScreen.judge_each` gives it; strangers: which are external, and
    not known. Shapes (lines,).
    """
    found, mostly = np.zeros(len(clients), np.bool_), np.empty(0, np.int64)
    rows = _often(clients, strangers, min((n for n in (screen.refusals, screen.crowd) if n), default=0))
    if not len(rows):
        return Misbehaviour(found, mostly)
    distinct, numbers = np.unique(clients[rows], return_inverse=True)
    if screen.refusals and len(rows) >= screen.refusals:
        told = _told(reader, block, rows)
        found[rows[repeated(numbers, told, screen.refusals)]] = True
        mostly = distinct[np.bincount(numbers[told], minlength=len(distinct)) * 2 >= np.bincount(numbers)]
    if screen.crowd:
        for crowd in crowds(numbers, screen.crowd, lambda some: _times(reader, block, rows[some])):
            found[rows[crowd]] = True
    return Misbehaviour(found, mostly)


def _often(
    clients: npt.NDArray[np.int64], strangers: npt.NDArray[np.bool_], least: int
) -> npt.NDArray[np.int64]:
    """The lines of strangers that have so many, first by a coarse count of all, then by an exact one of few."""
    none = np.empty(0, np.int64)
    if not least or np.count_nonzero(strangers) < least:
        return none
    folded = clients >> _FOLDED_BITS
    counts = np.bincount(folded, minlength=_COUNTS)
    if counts.max() < least:
        return none
    rows = np.flatnonzero((counts >= least)[folded] & strangers)
    _, numbers, exact = np.unique(clients[rows], return_inverse=True, return_counts=True)
    return rows[exact[numbers] >= least]


def _told(reader: LineReader, block: Block, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which lines may tell of a refusal."""
    if not reader.refusal_words:
        return np.ones(len(rows), np.bool_)
    return refusal_search(reader.refusal_words).told(block, rows)


def _times(reader: LineReader, block: Block, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """When lines were written, in microseconds; UNKNOWN_TIME where they do not say."""
    parsed = reader.parse(text.column(block, rows))
    if "time" not in parsed.columns:
        return np.full(len(rows), UNKNOWN_TIME)
    return parsed["time"].to_physical().fill_null(UNKNOWN_TIME).to_numpy()
