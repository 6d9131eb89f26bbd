"""Many literals sought in one pass over bytes, by Hyperscan; letters in either case.

Thousands take a tenth of a second to compile, without the interpreter's lock: so that is done beside whatever else a
command has to read first.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from operator import itemgetter
from typing import Final

import hyperscan

from vedette.memory import trim

_COMPILERS: Final = ThreadPoolExecutor(2, "compiling")


def _compiled(literals: Sequence[bytes], *, once: bool) -> hyperscan.Database:
    """The literals, numbered as they come."""
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    if literals:
        flags = hyperscan.HS_FLAG_CASELESS | (hyperscan.HS_FLAG_SINGLEMATCH if once else 0)
        database.compile(
            expressions=literals,
            ids=list(range(len(literals))),
            elements=len(literals),
            flags=[flags] * len(literals),
            literal=True,
        )
        trim()  # compiling takes forty times what is compiled
    return database


class LiteralSearch:
    """Literals, compiled; may be used by many threads at once. Hyperscan gives up the interpreter's lock."""

    def __init__(self, literals: Iterable[bytes], *, once: bool = False) -> None:
        """once: each literal is told only once, wherever it stands."""
        self.literals = list(literals)
        """By number."""
        self._database = _COMPILERS.submit(_compiled, self.literals, once=once)
        self._local = threading.local()

    def matches(self, data: bytes, limit: int) -> list[tuple[int, int]] | None:
        """Number of a literal, and where it ends, by that; null where there are more than the limit."""
        found: list[tuple[int, int]] = []

        def add(number: int, _start: int, end: int, _flags: int, _context: object) -> bool:
            found.append((number, end))
            return len(found) > limit

        if not self.literals:
            return []
        try:
            self._database.result().scan(data, add, scratch=self._scratch())
        except hyperscan.ScanTerminated:
            return None
        return sorted(found, key=itemgetter(1))

    def _scratch(self) -> hyperscan.Scratch:
        """Working memory of this thread: Hyperscan forbids two scans to share one."""
        scratch = getattr(self._local, "scratch", None)
        if scratch is None:
            scratch = self._local.scratch = hyperscan.Scratch(self._database.result())
        return scratch
