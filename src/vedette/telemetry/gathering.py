"""Parts of few rows joined: to parse or judge few rows costs nearly as much as many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

import polars as pl

from vedette.telemetry.interface import Account, Batch
from vedette.telemetry.parallel import Ended

ROWS_AT_ONCE: Final = 4096
"""Rows that are passed on without waiting for more."""
PARTS_AT_ONCE: Final = 32
"""Parts that are passed on however few rows they have, so that whoever waits sees progress."""

_Part = TypeVar("_Part")


def together(parts: Iterator[_Part], are_many: Callable[[list[_Part]], bool]) -> Iterator[list[_Part]]:
    """The parts of a source, in groups that are as many as is worth the work; all of them before a failure of the source.

    are_many: whether those that wait are enough.
    """
    ended = Ended(parts)
    waiting: list[_Part] = []
    for part in ended:
        waiting.append(part)
        if len(waiting) == PARTS_AT_ONCE or are_many(waiting):
            yield waiting
            waiting = []
    if waiting:
        yield waiting
    ended.raise_failure()


def gathered(batches: Iterator[Batch]) -> Iterator[Batch]:
    """The batches of a source, several as one."""
    return map(joined, together(batches, _have_many_rows))


def _have_many_rows(batches: list[Batch]) -> bool:
    return sum(len(each.frame) for each in batches) >= ROWS_AT_ONCE


def joined(batches: Sequence[Batch]) -> Batch:
    """Batches of one source, one after the other, as one."""
    account = Account()
    for batch in batches:
        account.add(batch.account)
    return Batch(pl.concat([batch.frame for batch in batches]), account)
