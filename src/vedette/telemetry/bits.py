"""Which bytes are of a kind, as bits: counted and found without listing them all."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

_ONE: Final = np.uint64(1)
_SIXTY_THREE: Final = np.uint64(63)


class Bits:
    """The places that are marked, 64 to the word."""

    def __init__(self, marked: npt.NDArray[np.bool_]) -> None:
        """marked: shape (bytes,)."""
        packed = np.packbits(marked, bitorder="little")
        room = np.zeros(16 + -len(packed) % 8, np.uint8)
        self._words = np.concatenate((packed, room)).view("<u8")
        self._before = np.zeros(len(self._words) + 1, np.int64)
        np.cumsum(_count(self._words), out=self._before[1:])

    def before(self, places: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """How many marks stand before each place, from 0 to the end, that included."""
        words = places >> 6
        below = self._words[words] & ((_ONE << (places & 63).astype(np.uint64)) - _ONE)
        before: npt.NDArray[np.int64] = self._before[words]
        return before + _count(below)

    def following(self, places: npt.NDArray[np.int64], nth: int) -> npt.NDArray[np.int64]:
        """Where the nth mark (from 1) at or behind each place stands; less than -1 where there are not so many."""
        words, bit = places >> 6, (places & 63).astype(np.uint64)
        near = (self._words[words] >> bit) | (self._words[words + 1] << _ONE << (_SIXTY_THREE - bit))
        near = _without_first(near, nth - 1)
        found = places + _first(near)
        far = np.flatnonzero(near == 0)
        if len(far):
            found[far] = self._nth(self.before(places[far]) + nth)
        return found

    def _nth(self, ranks: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Where the marks of these numbers (from 1) stand; -2 where there are not so many."""
        words = np.searchsorted(self._before, ranks) - 1
        exist = words < len(self._words)
        words = np.minimum(words, len(self._words) - 1)
        left = self._words[words]
        skipped = np.where(exist, ranks - self._before[words] - 1, 0)
        for passed in range(int(skipped.max(initial=0))):
            left = np.where(skipped > passed, _without_first(left, 1), left)
        return np.where(exist, words * 64 + _first(left), -2)


def _without_first(words: npt.NDArray[np.uint64], count: int) -> npt.NDArray[np.uint64]:
    """Words without their lowest bits that are set, so many of each."""
    for _ in range(count):
        words = words & (words - _ONE)
    return words


def _first(words: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """The number of the lowest bit that is set; of none it means nothing."""
    return _count((words & (~words + _ONE)) - _ONE)


def _count(words: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """How many bits of each are set."""
    counts: npt.NDArray[np.uint8] = np.bitwise_count(words)
    return counts.astype(np.int64)
