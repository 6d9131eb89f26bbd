"""Which lists copy one another: they are one witness, however many files they come in.

A list that is contained in another was made from it, or made it: IPsum's levels in IPsum, one provider's list as text
and as a Zeek file, the lists that an aggregate is put together from. Names and folders say less than contents do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from vedette.intel.overlap import Overlap, measure
from vedette.intel.vetting import VettedFeed

CONTAINED: Final = 0.95
"""Likeness of two lists from which they are copies: copies are made at different hours."""


def families(feeds: Sequence[VettedFeed], overlap: Overlap | None = None) -> list[int]:
    """For each feed the number of its family: the position of the first feed that belongs to it.

    overlap: what the feeds have in common, where it is measured already. Lists of known networks are none's copies:
    they accuse nobody. Of short lists only those of the same contents are copies.
    """
    found = measure(feeds) if overlap is None else overlap
    leader = list(range(len(feeds)))
    for one, other in np.argwhere(np.triu(found.likeness >= CONTAINED, 1)).tolist():
        low, high = sorted((leader[one], leader[other]))
        leader = [low if number == high else number for number in leader]
    return leader
