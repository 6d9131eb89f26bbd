"""A search for the expressions of refusals in the raw bytes of many lines, in one pass (Hyperscan)."""

from __future__ import annotations

import threading
from functools import cache
from typing import Final

import hyperscan
import numpy as np
import numpy.typing as npt

from vedette.telemetry.blocks import Block

_MATCHES_A_LINE: Final = 8
"""On average, from which on every line is held to tell of a refusal: telling them apart would cost more."""
_FEW: Final = 8
"""One line in so many is few: then they are searched alone."""


class RefusalSearch:
    """Expressions, compiled; may be used by many threads at once."""

    def __init__(self, expressions: tuple[str, ...]) -> None:
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        number = len(expressions)
        self._database.compile(
            expressions=[expression.encode() for expression in expressions],
            ids=list(range(number)),
            elements=number,
            flags=[hyperscan.HS_FLAG_MULTILINE] * number,
        )
        self._local = threading.local()

    def told(self, block: Block, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Which of these lines of a block hold one of the expressions."""
        if len(rows) * _FEW > len(block.starts):
            return self._within(block.data, block.starts)[rows]
        spans = zip(block.starts[rows].tolist(), block.ends[rows].tolist(), strict=True)
        lines = [block.data[start:end] for start, end in spans]
        lengths = np.array([len(line) + 1 for line in lines], np.int64)
        return self._within(b"\n".join(lines), np.cumsum(lengths) - lengths)

    def _within(self, data: bytes, starts: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Which lines, by where they start, hold one."""
        ends: list[int] = []
        limit = len(starts) * _MATCHES_A_LINE

        def add(_number: int, _start: int, end: int, _flags: int, _context: object) -> bool:
            ends.append(end)
            return len(ends) > limit

        try:
            self._database.scan(data, add, scratch=self._scratch())
        except hyperscan.ScanTerminated:
            return np.ones(len(starts), np.bool_)
        found = np.zeros(len(starts), np.bool_)
        found[np.searchsorted(starts, np.array(ends, np.int64) - 1, side="right") - 1] = True
        return found

    def _scratch(self) -> hyperscan.Scratch:
        """Working memory of this thread: Hyperscan forbids two scans to share one."""
        scratch = getattr(self._local, "scratch", None)
        if scratch is None:
            scratch = self._local.scratch = hyperscan.Scratch(self._database)
        return scratch


@cache
def refusal_search(expressions: tuple[str, ...]) -> RefusalSearch:
    """The search for these, compiled when it is first needed."""
    return RefusalSearch(expressions)
