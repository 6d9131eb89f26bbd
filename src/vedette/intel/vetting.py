"""The gate: which entries of a list are taken at all, the same for every format.

Taken is what is an address, a prefix or a range and, in a list of indicators, not so wide that it must be a mistake.
What is left out is counted by reason. Whether a taken entry also counts against an address is decided for each
address in `vedette.intel.scoring`, since that depends on what others say of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from vedette.intel.interface import Feed, Role
from vedette.intel.ranges import packed_ranges, parse_ranges
from vedette.intel.values import NO_ADDRESS
from vedette.model.intervals import halves

WIDEST_V4: Final = 16
"""Indicators wider than this prefix are dropped: `38.0.0.0/8` on a list of web attackers names 16.7 million hosts. It
costs the few dozen networks of the Spamhaus lists that are wider; lists of known networks may be as wide as they like.
"""
WIDEST_V6: Final = 32
"""As WIDEST_V4: a /32 is what a provider is given for all its customers."""
TOO_WIDE: Final = f"wider than /{WIDEST_V4} (IPv6: /{WIDEST_V6})"


@dataclass(frozen=True, slots=True)
class VettedFeed:
    """A list after the gate."""

    feed: Feed
    v4: pl.DataFrame
    """Distinct IPv4 ranges: first, last (UInt32, both within), and the columns of ENTRY_SCHEMA."""
    v6: pl.DataFrame
    """Distinct IPv6 ranges: first, last (16 bytes, both within), and the columns of ENTRY_SCHEMA."""
    dropped: Counter[str]
    """Entries left out, by reason; those that the reader rejected are in `feed.rejected`."""
    merged: int
    """Entries that repeat another of the same list."""

    def __len__(self) -> int:
        return len(self.v4) + len(self.v6)


def vet(feed: Feed) -> VettedFeed:
    """Take what may be taken. Of several entries for the same range one is kept: see `_distinct`."""
    return vet_all([feed])[0]


def vet_all(feeds: Sequence[Feed]) -> list[VettedFeed]:
    """As `vet`, for many lists at once: most are short, and parsing them together takes a third of the time."""
    ends = np.cumsum([0] + [len(feed.entries) for feed in feeds])
    values = [feed.entries["value"] for feed in feeds]
    v4, v6 = parse_ranges(pl.concat(values) if values else pl.Series("value", [], pl.String))
    cuts_v4, cuts_v6 = v4["row"].search_sorted(ends).to_list(), v6["row"].search_sorted(ends).to_list()
    return [
        _vet(
            feed,
            v4[cuts_v4[at] : cuts_v4[at + 1]].with_columns(pl.col("row") - int(ends[at])),
            v6[cuts_v6[at] : cuts_v6[at + 1]].with_columns(pl.col("row") - int(ends[at])),
        )
        for at, feed in enumerate(feeds)
    ]


def _vet(feed: Feed, v4: pl.DataFrame, v6: pl.DataFrame) -> VettedFeed:
    """Vet a list whose values are parsed: `row` is the position among its entries."""
    entries = feed.entries
    dropped = Counter[str]()
    _count(dropped, NO_ADDRESS, len(entries) - len(v4) - len(v6))
    if feed.role is Role.INDICATORS:
        narrow_v4 = v4.filter(pl.col("last") - pl.col("first") < 1 << (32 - WIDEST_V4))
        narrow_v6 = v6.filter(_narrow_v6(v6))
        _count(dropped, TOO_WIDE, len(v4) - len(narrow_v4) + len(v6) - len(narrow_v6))
        v4, v6 = narrow_v4, narrow_v6
    distinct_v4, distinct_v6 = _distinct(v4, entries), _distinct(v6, entries)
    merged = len(v4) + len(v6) - len(distinct_v4) - len(distinct_v6)
    return VettedFeed(feed, distinct_v4, distinct_v6, dropped, merged)


def _count(dropped: Counter[str], reason: str, number: int) -> None:
    if number:
        dropped[reason] += number


def _narrow_v6(v6: pl.DataFrame) -> pl.Series:
    """Which ranges are no wider than WIDEST_V6."""
    ends = packed_ranges(v6)
    first, last = halves(ends[:, 0]), halves(ends[:, 1])
    borrowed = (last.low < first.low).astype(np.uint64)
    return pl.Series(last.high - first.high - borrowed < 1 << (64 - WIDEST_V6), dtype=pl.Boolean)


def _distinct(ranges: pl.DataFrame, entries: pl.DataFrame) -> pl.DataFrame:
    """The ranges with their entries, each range once: the entry that holds longest, of those the surest, else the first."""
    whole = pl.concat([ranges.drop("row"), entries[ranges["row"]]], how="horizontal")
    one = pl.col("first").cast(pl.UInt64) * 2**32 + pl.col(
        "last"
    )  # as one number, which is ten times as fast
    bounds = one if ranges.schema["first"] == pl.UInt32 else pl.struct("first", "last")
    if whole.select(bounds.n_unique()).item() == len(whole):
        return whole
    ranked = whole.sort(
        "expires_at", "confidence", descending=True, nulls_last=[False, True], maintain_order=True
    )
    return ranked.unique(["first", "last"], keep="first", maintain_order=True)
