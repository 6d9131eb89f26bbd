"""What was said of tokens seen before, looked up many at once in a table of fixed size."""

from __future__ import annotations

from threading import Lock
from typing import Final

import numpy as np
import numpy.typing as npt

TOKEN_WIDTH: Final = 64
"""Bytes of a token, filled with zeros."""
_SLOT_BITS: Final = 17
"""Of the table's size: 8 MB hold most of a hundred thousand tokens."""
_WORDS: Final = TOKEN_WIDTH // 8
_SPREAD: Final = (np.uint64(0x9E3779B97F4A7C15) * np.arange(1, 2 * _WORDS, 2, dtype=np.uint64)).astype(
    np.uint64
)
"""Odd factors, one for each word of a token (multiplicative hashing)."""


class Remembered:
    """Verdicts by token. Each slot keeps its whole token, so that no answer is ever that of another; may be shared."""

    def __init__(self) -> None:
        self._tokens = np.zeros((1 << _SLOT_BITS, _WORDS), np.uint64)
        self._verdicts = np.zeros(1 << _SLOT_BITS, np.uint8)
        self._lock = Lock()

    def find(self, tokens: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.bool_]]:
        """Verdicts of tokens, of shape (N, TOKEN_WIDTH), and which of them are known; that of an empty token is 0."""
        words = tokens.view(np.uint64)
        slots = _slots(words)
        with self._lock:
            return self._verdicts[slots], (self._tokens[slots] == words).all(axis=1)

    def keep(self, tokens: npt.NDArray[np.uint8], verdicts: npt.NDArray[np.uint8]) -> None:
        """Remember verdicts of tokens; what was in their slots is forgotten."""
        words = tokens.view(np.uint64)
        slots, first = np.unique(_slots(words), return_index=True)
        with self._lock:
            self._tokens[slots] = words[first]
            self._verdicts[slots] = verdicts[first]


def _slots(words: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    mixed = (words * _SPREAD).sum(axis=1, dtype=np.uint64)
    mixed = (mixed ^ mixed >> np.uint64(32)) * _SPREAD[0]
    return np.asarray(mixed >> np.uint64(64 - _SLOT_BITS), np.int64)
