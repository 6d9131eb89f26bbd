"""How the words of several lists on one address become one score.

    score = 100 · (1 − ∏ (1 − c_i · w_i))        w_1 = 1,   w_i = ½ · ∏_{j<i} (1 − s_ij)

over one word c_i for each family of lists, the surest first; s_ij is the likeness of two lists, 0–1, as
`vedette.intel.overlap` measures it. For independent witnesses w would be 1 for all (a noisy or). The half is there
because public lists share sensors and sources that their contents do not show; the product, because a list that says
what surer ones say, says it after them. Copies are one family already; what is left here are lists that share a part.

Of all ways to leave some words out, the one with the highest score is taken: a list that repeats two others must not
make those two count less. So a further list never lowers a score, and the order of lists does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

REPEATED: Final = 0.5
"""Weight of each family beyond the surest one, where their lists have nothing in common."""
MOST_WEIGHED: Final = 8
"""Families of which all choices are tried; the surest of more. The ninth would add a part of a hundredth."""
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
    """All, the surest first."""
    weights: tuple[float, ...]
    """The weight of each word, 0–1; 0 for one that the highest score leaves out."""


class Combiner:
    """Combines words; knows how alike their lists are."""

    def __init__(self, likeness: npt.NDArray[np.float64] | None = None) -> None:
        """likeness: shape (lists, lists), by position, 0–1; null where the lists have nothing in common."""
        self._likeness = likeness
        self._kept: dict[tuple[Word, ...], Combined] = {}

    def combine(self, words: Sequence[Word]) -> Combined:
        """The score of one word for each family."""
        ordered = tuple(sorted(words, key=lambda word: (-word.confidence, word.source)))
        found = self._kept.get(ordered)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[ordered] = self._combined(ordered)
        return found

    def _combined(self, words: tuple[Word, ...]) -> Combined:
        doubt, weights = self._best(words[:MOST_WEIGHED], 0, (), 1.0)
        rest = (0.0,) * (len(words) - len(weights))
        return Combined(round(100 * (1 - doubt)), words, weights + rest)

    def _best(
        self, words: tuple[Word, ...], place: int, chosen: tuple[int, ...], doubt: float
    ) -> tuple[float, tuple[float, ...]]:
        """The least doubt that is left with what is chosen before `place`, and the weights from there on."""
        if place == len(words):
            return doubt, ()
        weight, alike = self._weight(words, place, chosen)
        left = doubt * (1 - words[place].confidence / 100 * weight)
        taken, weights = self._best(words, place + 1, (*chosen, place), left)
        best = taken, (weight, *weights)
        if not alike and chosen:
            return best
        without, others = self._best(words, place + 1, chosen, doubt)
        return (without, (0.0, *others)) if without < taken - 1e-12 else best

    def _weight(self, words: tuple[Word, ...], place: int, chosen: tuple[int, ...]) -> tuple[float, bool]:
        """The weight of a word after those chosen, and whether its list has anything in common with any other."""
        apart = 1.0
        for earlier in chosen:
            apart *= 1 - self._alike(words[place], words[earlier])
        alike = any(self._alike(words[place], word) > 0 for other, word in enumerate(words) if other != place)
        return (REPEATED * apart if chosen else 1.0), alike

    def _alike(self, one: Word, other: Word) -> float:
        if self._likeness is None or min(one.source, other.source) < 0:
            return 0.0
        return float(self._likeness[one.source, other.source])
