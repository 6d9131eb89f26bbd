"""How far a long run has come: one line on standard error, only where that is a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from vedette.cli.columns import cut
from vedette.cli.escape import printable
from vedette.run.scan import Progress
from vedette.telemetry.source import Source

_EVERY: Final = 0.2
"""Seconds between updates: often enough to be alive, seldom enough to cost nothing."""
_CLEAR: Final = "\r\x1b[K"


@contextmanager
def progress_line() -> Iterator[Progress | None]:
    """Shows the source and its lines read so far; cleared at the end. Nothing where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    shown = 0.0

    def show(source: Source, lines: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - shown >= _EVERY:
            shown = now
            sys.stderr.write(_CLEAR + cut(f"{printable(source.name)}: {lines:,} lines", 78))
            sys.stderr.flush()

    try:
        yield show
    finally:
        sys.stderr.write(_CLEAR)
        sys.stderr.flush()
