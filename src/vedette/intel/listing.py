"""What is listed, as prefixes: the other way round from asking for one address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from vedette.intel.reputation_set import ReputationSet
from vedette.model.address_set import MapArrays
from vedette.model.addresses import unpack
from vedette.model.reputation import Category, Reputation

_PIECE: Final = 10_000
"""Intervals that are judged at once: bounds the memory."""
_BITS: Final = {4: 32, 6: 128}


@dataclass(frozen=True, slots=True)
class Said:
    """What all lists together say of a prefix."""

    score: int
    categories: tuple[Category, ...]
    feeds: tuple[str, ...]
    """Feeds whose opinion counts, by name."""


NOTHING_SAID: Final = Said(0, (), ())
"""In place of what is said, where it does not matter."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A range of addresses that is bad, and of which the same is said throughout."""

    version: int
    """4 or 6."""
    first: int
    last: int
    """The last address, within."""
    said: Said


def listed(reputations: ReputationSet, at: datetime | None = None, at_least: int = 0) -> Iterator[Listed]:
    """Every range that is bad at a time with at least that score, in the order of addresses, IPv4 first."""
    arrays = reputations.ready.map
    for version, starts, covered, base in _intervals(arrays):
        for piece in range(0, len(covered), _PIECE):
            places = covered[piece : piece + _PIECE]
            judged = reputations.reputations([base + place for place in places], at)
            for place, reputation in zip(places, judged, strict=True):
                if reputation.listed and reputation.score >= at_least:
                    last = (starts[place + 1] if place + 1 < len(starts) else 1 << _BITS[version]) - 1
                    yield Listed(version, starts[place], last, _said(reputation))


def _intervals(arrays: MapArrays) -> Iterator[tuple[int, list[int], list[int], int]]:
    """For each family: where all intervals start, which of them are covered, and what their keys begin with."""
    v6 = [high << 64 | low for high, low in zip(arrays.v6_high.tolist(), arrays.v6_low.tolist(), strict=True)]
    yield 4, arrays.v4.tolist(), np.flatnonzero(np.diff(arrays.v4_indptr)).tolist(), 0
    yield 6, v6, np.flatnonzero(np.diff(arrays.v6_indptr)).tolist(), len(arrays.v4)


def _said(reputation: Reputation) -> Said:
    feeds = tuple(sorted({opinion.feed for opinion in reputation.opinions if opinion.demoted is None}))
    return Said(reputation.score, reputation.categories, feeds)


def joined(ranges: Iterable[Listed]) -> Iterator[Listed]:
    """Ranges that touch and of which the same is said, as one; they come in the order of addresses."""
    open_: Listed | None = None
    for each in ranges:
        if open_ is not None and _continues(open_, each):
            open_ = Listed(open_.version, open_.first, each.last, open_.said)
            continue
        if open_ is not None:
            yield open_
        open_ = each
    if open_ is not None:
        yield open_


def _continues(one: Listed, other: Listed) -> bool:
    return one.version == other.version and one.last + 1 == other.first and one.said == other.said


def prefixes(each: Listed) -> Iterator[str]:
    """The fewest prefixes that make up a range; a single address without its length."""
    bits, first = _BITS[each.version], each.first
    while first <= each.last:
        size = min(
            (first & -first).bit_length() - 1 if first else bits, (each.last - first + 1).bit_length() - 1
        )
        address = unpack(first.to_bytes(bits // 8, "big"))
        yield address if size == 0 else f"{address}/{bits - size}"
        first += 1 << size
