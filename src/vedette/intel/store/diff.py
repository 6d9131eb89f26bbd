"""What changed from one version of a feed to another."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address, summarize_address_range
from typing import Final

import polars as pl

from vedette.intel.store.version import Record
from vedette.intel.vetting import VettedFeed
from vedette.model.addresses import unpack

SHOWN: Final = 20
"""Entries that are shown of what was added, and of what was removed."""
_BIGGEST: Final = 5


@dataclass(frozen=True, slots=True)
class Change:
    """Entries that one version has and the other has not."""

    count: int
    shown: tuple[str, ...]
    """The first in the order of addresses, IPv4 before IPv6: addresses, prefixes, ranges."""
    biggest: tuple[str, ...]
    """The widest of IPv4 and of IPv6 among them that are no single address, widest first."""


@dataclass(frozen=True, slots=True)
class Diff:
    """What changed from one version to another."""

    feed: str
    old: Record | None
    """Null where the feed had no version before."""
    new: Record
    entries: tuple[int, int]
    """Distinct entries before and after."""
    added: Change
    removed: Change
    reasons: dict[str, tuple[int, int]]
    """What was left out, or taken but never counts, by reason: before and after; only where it differs."""


def diff(feed: str, old: tuple[Record, VettedFeed] | None, new: tuple[Record, VettedFeed]) -> Diff:
    """Compare two versions, or a first one with nothing."""
    before = None if old is None else old[1]
    after = new[1]
    return Diff(
        feed=feed,
        old=None if old is None else old[0],
        new=new[0],
        entries=(0 if before is None else len(before), len(after)),
        added=_lacking(after, before),
        removed=_lacking(before, after),
        reasons=dict(_reasons(None if old is None else old[0], new[0])),
    )


def _lacking(one: VettedFeed | None, other: VettedFeed | None) -> Change:
    """What the one has and the other lacks."""
    if one is None:
        return Change(0, (), ())
    v4 = one.v4.select("first", "last")
    v6 = one.v6.select("first", "last")
    if other is not None:
        v4 = v4.join(other.v4.select("first", "last"), on=["first", "last"], how="anti")
        v6 = v6.join(other.v6.select("first", "last"), on=["first", "last"], how="anti")
    shown = [text for part in (v4, v6) for text in _texts(part.sort("first", "last").head(SHOWN).rows())]
    return Change(len(v4) + len(v6), tuple(shown[:SHOWN]), (*_widest(v4), *_widest(v6)))


def _widest(ranges: pl.DataFrame) -> Iterator[str]:
    wide = ranges.filter(pl.col("first") != pl.col("last")).rows()
    yield from _texts(heapq.nlargest(_BIGGEST, wide, key=lambda ends: _number(ends[1]) - _number(ends[0])))


def _number(end: int | bytes) -> int:
    return end if isinstance(end, int) else int.from_bytes(end, "big")


def _texts(ranges: Iterable[tuple[int | bytes, ...]]) -> Iterator[str]:
    for first, last in ranges:
        ends = (v.to_bytes(4, "big") if isinstance(v, int) else v for v in (first, last))
        yield text_of(*map(unpack, ends))


def text_of(first: str, last: str) -> str:
    """A range as an address, a prefix, or else its ends."""
    if first == last:
        return first
    networks = list(summarize_address_range(ip_address(first), ip_address(last)))
    return str(networks[0]) if len(networks) == 1 else f"{first}-{last}"


def _reasons(old: Record | None, new: Record) -> Iterator[tuple[str, tuple[int, int]]]:
    before = {} if old is None else {**old.counts.rejected, **old.counts.never_listed}
    after = {**new.counts.rejected, **new.counts.never_listed}
    for reason in sorted(before.keys() | after.keys()):
        pair = before.get(reason, 0), after.get(reason, 0)
        if pair[0] != pair[1]:
            yield reason, pair
