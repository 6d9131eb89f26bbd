"""Which lists copy one another: they are one witness, however many files they come in.

A list that is contained in another was made from it, or made it: IPsum's levels in IPsum, one provider's list as text
and as a Zeek file, the lists that an aggregate is put together from. Names and folders say less than contents do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from vedette.intel.interface import Role
from vedette.intel.vetting import VettedFeed

CONTAINED: Final = 0.95
"""Share of a list's entries that another list must have too: copies are made at different hours."""
FEWEST: Final = 16
"""Lists with fewer entries are independent: few entries may be in a large list by chance, or with good reason."""
_COLUMNS: Final = 1 << 16
"""Entries compared at once: bounds the memory to 256 KiB for each list."""


def families(feeds: Sequence[VettedFeed]) -> list[int]:
    """For each feed the number of its family: the position of the first feed that belongs to it.

    Lists of known networks are none's copies: they accuse nobody.
    """
    accusing = [feed.feed.role is Role.INDICATORS for feed in feeds]
    common = _common([feed.v4 for feed in feeds], accusing) + _common([feed.v6 for feed in feeds], accusing)
    leader = list(range(len(feeds)))
    for one, other in np.argwhere(common).tolist():
        if one != other and len(feeds[one]) >= FEWEST and common[one, other] >= CONTAINED * len(feeds[one]):
            low, high = sorted((leader[one], leader[other]))
            leader = [low if number == high else number for number in leader]
    return leader


def _common(parts: Sequence[pl.DataFrame], accusing: Sequence[bool]) -> npt.NDArray[np.float64]:
    """Shape (feeds, feeds): how many ranges two feeds both have, to the letter."""
    total = np.zeros((len(parts), len(parts)))
    compared = [
        part.select("first", "last", feed=pl.lit(number, pl.UInt32))
        for number, part in enumerate(parts)
        if accusing[number]
    ]
    if not compared:
        return total
    entries = pl.concat(compared)
    repeated = entries.filter(pl.struct("first", "last").is_duplicated())
    numbers = (
        repeated.select(pl.struct("first", "last").rank("dense") - 1).to_series().to_numpy().astype(np.int64)
    )
    feeds = repeated["feed"].to_numpy()
    for start in range(0, int(numbers.max(initial=-1)) + 1, _COLUMNS):
        within = (numbers >= start) & (numbers < start + _COLUMNS)
        present = np.zeros((len(parts), _COLUMNS), np.float32)
        present[feeds[within], numbers[within] - start] = 1
        total += present @ present.T
    return total
