"""Batches of few rows joined: judging few rows costs nearly as much as judging many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import polars as pl

from vedette.telemetry.interface import Account, Batch
from vedette.telemetry.parallel import Ended

ROWS_AT_ONCE: Final = 4096
"""Rows that are passed on without waiting for more."""
BATCHES_AT_ONCE: Final = 32
"""Batches after which their rows are passed on however few they are, so that whoever waits sees progress."""


def gathered(batches: Iterator[Batch]) -> Iterator[Batch]:
    """The batches of a source, several as one; all of them before a failure of the source."""
    ended = Ended(batches)
    waiting: list[Batch] = []
    for batch in ended:
        waiting.append(batch)
        if len(waiting) == BATCHES_AT_ONCE or sum(len(each.frame) for each in waiting) >= ROWS_AT_ONCE:
            yield joined(waiting)
            waiting = []
    if waiting:
        yield joined(waiting)
    ended.raise_failure()


def joined(batches: Sequence[Batch]) -> Batch:
    """Batches of one source, one after the other, as one."""
    account = Account()
    for batch in batches:
        account.add(batch.account)
    return Batch(pl.concat([batch.frame for batch in batches]), account)
