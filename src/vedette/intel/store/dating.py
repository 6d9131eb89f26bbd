"""The entries of the version in use with the dates that the versions before it give them, and those named before.

A list that says nothing of an entry's age is dated by when it first and last named it. What it names no more is kept
as an entry that has ended: it says nothing against the address now, and still tells what was said at an earlier event.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

import polars as pl

from vedette.intel.interface import Role
from vedette.intel.store.seen import Seen
from vedette.intel.vetting import VettedFeed

_ENDS: Final = ("first", "last")
GONE: Final = "no longer listed"
"""What stands in place of a feed's own words where it names an address no more."""


def dated(vetted: VettedFeed, seen: Seen, confirmed: datetime | None) -> VettedFeed:
    """The list with its entries dated, and with those that it named before; a list of known networks as it is.

    confirmed: when the feed last said that this is its newest document; it renews all entries of a list without date.
    """
    if vetted.feed.role is Role.CONTEXT:
        return vetted
    renewed = confirmed if vetted.feed.listed_at is None else None
    return replace(vetted, v4=_dated(vetted.v4, seen.v4, renewed), v6=_dated(vetted.v6, seen.v6, renewed))


def _dated(named: pl.DataFrame, seen: pl.DataFrame, renewed: datetime | None) -> pl.DataFrame:
    times = seen.rename({"first_seen": "_first", "last_seen": "_last"})
    if renewed is not None:
        times = times.with_columns(pl.max_horizontal("_last", pl.lit(renewed)).alias("_renewed"))
    newest = "_last" if renewed is None else "_renewed"
    present = named.join(times, on=_ENDS, how="left", maintain_order="left").with_columns(
        listed_at=pl.coalesce("listed_at", "_first"), last_seen=pl.coalesce("last_seen", newest)
    )
    gone = times.join(named, on=_ENDS, how="anti").select(
        *_ENDS,
        listed_at="_first",
        last_seen="_last",
        expires_at="_last",
        detail=pl.lit(GONE),
    )
    return pl.concat([present.select(named.columns), gone], how="diagonal")
