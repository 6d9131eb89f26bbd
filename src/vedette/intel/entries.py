"""The entries of all lists in one table, numbered, beside their ranges."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from vedette.intel.claims import Claim
from vedette.intel.interface import Role
from vedette.intel.owners import scanner_owner
from vedette.intel.scoring import DEFAULT_CONFIDENCE
from vedette.intel.vetting import VettedFeed
from vedette.model.address_set import Ranges
from vedette.model.addresses import V6_DTYPE, unpack
from vedette.model.reputation import Category, Context, ContextKind, Opinion

_SAID: Final = ("confidence", "listed_at", "last_seen", "expires_at", "detail", "category")
_SCHEMA: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "feed": pl.UInt32,  # position of the feed
    "confidence": pl.UInt8,
    "listed_at": pl.Datetime("us", "UTC"),
    "last_seen": pl.Datetime("us", "UTC"),
    "expires_at": pl.Datetime("us", "UTC"),
    "detail": pl.String,
    "category": pl.String,
    "host_v4": pl.UInt32,  # the address, where the entry is a single IPv4 one
    "host_v6": pl.Binary,  # the address, where the entry is a single IPv6 one
}


class Entries:
    """All entries, numbered from 0: first those of IPv4, feed by feed, then those of IPv6."""

    def __init__(self, feeds: Sequence[VettedFeed], families: Sequence[int]) -> None:
        """families: the number of each feed's family."""
        self._feeds = feeds
        self._families = families
        v4, v6 = _stacked([f.v4 for f in feeds]), _stacked([f.v6 for f in feeds])
        self._table = pl.concat([_table(v4, "host_v4"), _table(v6, "host_v6")])
        self.ranges = Ranges(
            np.column_stack([_numbers(v4, "first"), _numbers(v4, "last")]),
            np.arange(len(v4), dtype=np.int64),
            np.array(list(zip(_packed(v6, "first"), _packed(v6, "last"), strict=True)), V6_DTYPE).reshape(
                -1, 2
            ),
            np.arange(len(v4), len(self._table), dtype=np.int64),
        )

    def __len__(self) -> int:
        return len(self._table)

    def of(self, wanted: Sequence[bool]) -> Ranges:
        """The ranges of the feeds that are wanted, by position."""
        take = np.array(wanted, np.bool_)[self._table["feed"].to_numpy()] if wanted else np.empty(0, np.bool_)
        r = self.ranges
        v4, v6 = take[r.v4_number], take[r.v6_number]
        return Ranges(r.v4[v4], r.v4_number[v4], r.v6[v6], r.v6_number[v6])

    def gather(self, numbers: npt.NDArray[np.int64]) -> dict[int, Claim | Context]:
        """What the entries of these numbers say, at no time in particular.

        A loop: meant for those of addresses that were seen.
        """
        rows = self._table[numbers]
        hosts = zip(rows["host_v4"].to_list(), rows["host_v6"].to_list(), strict=True)
        said = zip(*(rows[name].to_list() for name in ("feed", *_SAID)), strict=True)
        gathered: dict[int, Claim | Context] = {}
        for number, (feed, *rest), (v4, v6) in zip(numbers.tolist(), said, hosts, strict=True):
            if self._feeds[feed].feed.role is Role.CONTEXT:
                gathered[number] = self._context(feed, rest[_SAID.index("detail")])
            else:
                packed = v6 if v4 is None else int(v4).to_bytes(4, "big")
                gathered[number] = Claim(
                    self._opinion(feed, *rest),
                    self._families[feed],
                    None if packed is None else unpack(packed),
                    source=feed,
                    half_life=self._feeds[feed].feed.half_life,
                )
        return gathered

    def _opinion(
        self,
        position: int,
        confidence: int | None,
        listed_at: datetime | None,
        last_seen: datetime | None,
        expires_at: datetime | None,
        detail: str | None,
        category: str | None,
    ) -> Opinion:
        feed = self._feeds[position].feed
        said = Category(category) if category is not None else feed.category or Category.MALICIOUS
        return Opinion(
            feed=feed.name,
            category=said,
            confidence=DEFAULT_CONFIDENCE[said] if confidence is None else confidence,
            listed_at=listed_at or last_seen or feed.listed_at,
            detail=detail,
            demoted=None,
            first_seen=listed_at,
            last_seen=last_seen or listed_at or feed.listed_at,
            valid_from=listed_at if expires_at is not None else None,
            valid_until=expires_at,
        )

    def _context(self, position: int, detail: str | None) -> Context:
        """A scanner is called by its owner, or by what the entry says of it, or else after the list."""
        feed = self._feeds[position].feed
        kind = feed.context or ContextKind.OTHER
        if kind is ContextKind.SCANNER and detail is not None:
            return Context(kind, scanner_owner(detail) or detail)
        return Context(kind, feed.title)


def _stacked(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    numbered = [part.with_columns(feed=pl.lit(position, pl.UInt32)) for position, part in enumerate(parts)]
    return pl.concat(numbered) if numbered else pl.DataFrame()


def _table(entries: pl.DataFrame, host: str) -> pl.DataFrame:
    """The columns of _SCHEMA, those of the other family null."""
    if entries.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    single = pl.when(pl.col("first") == pl.col("last")).then(pl.col("first")).alias(host)
    other = "host_v6" if host == "host_v4" else "host_v4"
    said = entries.select("feed", *_SAID, single, pl.lit(None, _SCHEMA[other]).alias(other))
    return said.select(_SCHEMA.keys())


def _numbers(entries: pl.DataFrame, column: str) -> npt.NDArray[np.uint32]:
    return entries[column].to_numpy().astype(np.uint32) if len(entries) else np.empty(0, np.uint32)


def _packed(entries: pl.DataFrame, column: str) -> list[bytes]:
    return entries[column].to_list() if len(entries) else []
