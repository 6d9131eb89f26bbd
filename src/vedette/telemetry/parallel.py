"""Work on the pieces of a stream by a few threads, results in order, few pieces held at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from typing import Final, TypeVar

from vedette.model.errors import InputError

WORKERS: Final = 2
"""Threads: more would wait for the interpreter's lock."""
IN_FLIGHT: Final = 2
"""Pieces held at once, which bounds memory."""

_Piece = TypeVar("_Piece")
_Result = TypeVar("_Result")


def in_order(pieces: Iterator[_Piece], work: Callable[[_Piece], _Result]) -> Iterator[_Result]:
    """What `work` makes of each piece, in order; without threads where there is one piece only.

    Where the pieces end in an InputError, it is raised after the results of all pieces before it.
    """
    ended = Ended(pieces)
    first = next(ended, None)
    second = next(ended, None)
    if first is not None and second is None:
        yield work(first)
    elif first is not None and second is not None:
        yield from _by_threads(chain((first, second), ended), work)
    ended.raise_failure()


class Ended(Iterator[_Piece]):
    """Pieces that end where they fail, and say so afterwards."""

    def __init__(self, pieces: Iterator[_Piece]) -> None:
        self._pieces = pieces
        self._failure: InputError | None = None

    def __next__(self) -> _Piece:
        try:
            return next(self._pieces)
        except InputError as error:
            self._failure = error
            raise StopIteration from error

    def raise_failure(self) -> None:
        """Raise what the pieces failed with, if they did."""
        if self._failure is not None:
            raise self._failure


def _by_threads(pieces: Iterator[_Piece], work: Callable[[_Piece], _Result]) -> Iterator[_Result]:
    pending: deque[Future[_Result]] = deque()
    with ThreadPoolExecutor(WORKERS) as pool:
        try:
            for piece in pieces:
                pending.append(pool.submit(work, piece))
                if len(pending) == IN_FLIGHT:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:  # the caller may stop early
            for future in pending:
                future.cancel()
