"""What was said of tokens seen before, looked up many at once in a table of fixed size."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Final

import numpy as np
import numpy.typing as npt

Words = Sequence[npt.NDArray[np.uint64]]
"""Tokens by their words of eight bytes: the first word of each, the second, and so on; shapes (N,)."""

_FACTOR: Final = 0x9E3779B97F4A7C15
"""Odd, its bits well mixed (multiplicative hashing)."""
_HALF: Final = np.uint64(32)


class Remembered:
    """Verdicts by token. Each slot keeps its whole token, so that no answer is ever that of another; may be shared."""

    def __init__(self, words: int, slot_bits: int) -> None:
        """words: of a token; the table has 2^slot_bits slots."""
        self._tokens = [np.zeros(1 << slot_bits, np.uint64) for _ in range(words)]
        self._verdicts = np.zeros(1 << slot_bits, np.uint8)
        self._factors = [np.uint64(_FACTOR * (2 * word + 1) & (1 << 64) - 1) for word in range(words)]
        self._shift = np.uint64(64 - slot_bits)
        self._lock = Lock()

    def find(
        self, tokens: Words, slots: npt.NDArray[np.int64] | None = None
    ) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.bool_]]:
        """Verdicts of tokens, and which of them are known; that of an empty token is 0. slots: theirs, where known."""
        slots = self.slots(tokens) if slots is None else slots
        with self._lock:
            kept = [column.take(slots) for column in self._tokens]
            verdicts = self._verdicts.take(slots)
        known = kept[0] == tokens[0]
        for column, words in zip(kept[1:], tokens[1:], strict=True):
            known &= column == words
        return verdicts, known

    def keep(self, tokens: Words, verdicts: npt.NDArray[np.uint8]) -> None:
        """Remember verdicts of tokens; what was in their slots is forgotten."""
        slots, first = np.unique(self.slots(tokens), return_index=True)
        with self._lock:
            for column, words in zip(self._tokens, tokens, strict=True):
                column[slots] = words[first]
            self._verdicts[slots] = verdicts[first]

    def slots(self, tokens: Words) -> npt.NDArray[np.int64]:
        """Numbers below 2^slot_bits that stand for tokens: equal for equal ones, seldom for others."""
        mixed = tokens[0] * self._factors[0]
        for words, factor in zip(tokens[1:], self._factors[1:], strict=True):
            mixed += words * factor
        mixed ^= mixed >> _HALF
        mixed *= self._factors[0]
        return (mixed >> self._shift).view(np.int64)
