"""How the words of several lists on one address become one score.

    score = 100 · (1 − ∏ (1 − c_i · w_i))        w_1 = 1,   w_i = ½ · ∏_{j<i} (1 − s_ij)

over one word c_i for each family of lists; s_ij is the likeness of two lists, 0–1, as `vedette.intel.overlap` measures
it. For independent witnesses w would be 1 for all (a noisy or). The half is there because public lists share sensors and
sources that their contents do not show; the product, because a list that says what others said before says it after
them. Copies are one family already; what is left here are lists that share a part.

The words are taken in the order in which the score is highest: mostly the surest first, and one that repeats two others
after both. So neither a further list nor a surer word ever lowers a score, and the order of lists does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf
from typing import Final

import numpy as np
import numpy.typing as npt

REPEATED: Final = 0.5
"""Weight of each family beyond the first, where their lists have nothing in common."""
MOST_ORDERED: Final = 8
"""Families of which all orders are tried, the surest; more follow as they are. The ninth adds a part of a hundredth."""
_MOST_KEPT: Final = 65_536
"""Combinations that are remembered: addresses have few, and the same ones come again and again."""


@dataclass(frozen=True, slots=True)
class Word:
    """What one family of lists says of an address."""

    confidence: int
    """0–100, at the time asked about."""
    source: int
    """Position of the list that says it; -1 for one that has nothing in common with any."""


@dataclass(frozen=True, slots=True)
class Combined:
    """The score, and how it came about."""

    score: int
    """0–100."""
    words: tuple[Word, ...]
    """In the order in which they count."""
    weights: tuple[float, ...]
    """The weight of each word, 0–1."""


class Combiner:
    """Combines words; knows how alike their lists are."""

    def __init__(self, likeness: npt.NDArray[np.float64] | None = None) -> None:
        """likeness: shape (lists, lists), by position, 0–1; null where the lists have nothing in common."""
        self._likeness = likeness
        self._kept: dict[tuple[Word, ...], Combined] = {}

    def combine(self, words: Sequence[Word]) -> Combined:
        """The score of one word for each family."""
        surest_first = tuple(sorted(words, key=lambda word: (-word.confidence, word.source)))
        found = self._kept.get(surest_first)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[surest_first] = self._combined(surest_first)
        return found

    def _combined(self, words: tuple[Word, ...]) -> Combined:
        if any(self._alike(one, other) for one, other in combinations(words, 2)):
            words = self._best_order(words[:MOST_ORDERED]) + words[MOST_ORDERED:]
        weights = tuple(self._weight(word, words[:place]) for place, word in enumerate(words))
        doubt = 1.0
        for word, weight in zip(words, weights, strict=True):
            doubt *= 1 - word.confidence / 100 * weight
        return Combined(round(100 * (1 - doubt)), words, weights)

    def _best_order(self, words: tuple[Word, ...]) -> tuple[Word, ...]:
        """The order that leaves the least doubt; what a word adds depends on which came before, not on their order."""
        choices = 1 << len(words)
        doubts = [1.0, *[inf] * (choices - 1)]
        orders: list[tuple[Word, ...]] = [()] * choices
        for taken in range(choices):
            before = orders[taken]
            for place, word in enumerate(words):
                if taken >> place & 1:
                    continue
                doubt = doubts[taken] * (1 - word.confidence / 100 * self._weight(word, before))
                if doubt < doubts[taken | 1 << place] - 1e-12:
                    doubts[taken | 1 << place], orders[taken | 1 << place] = doubt, (*before, word)
        return orders[-1]

    def _weight(self, word: Word, before: Sequence[Word]) -> float:
        """What a word counts for after those before it."""
        if not before:
            return 1.0
        apart = REPEATED
        for other in before:
            apart *= 1 - self._alike(word, other)
        return apart

    def _alike(self, one: Word, other: Word) -> float:
        if self._likeness is None or min(one.source, other.source) < 0:
            return 0.0
        return float(self._likeness[one.source, other.source])
