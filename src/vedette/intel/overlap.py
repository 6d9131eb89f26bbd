"""How far lists of bad addresses say the same, measured by their contents.

All ranges are cut at every boundary into pieces; of each piece it is known which lists hold it, and which part of an
entry it is. So an entry counts as one, however wide: a shared /16 does not make two lists of hosts alike, and a wide
entry that was added to a copy does not make it another list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from vedette.intel.interface import Role
from vedette.intel.vetting import VettedFeed
from vedette.model.addresses import V6_DTYPE
from vedette.model.intervals import ordered

FEWEST: Final = 16
"""Entries from which on being contained in a longer list means something: few may be in it by chance, or with good
reason. Shorter lists are held against others by Jaccard's index alone."""
_PIECES: Final = 1 << 16
"""Pieces compared at once: bounds the memory to half a MiB for each list."""

_Ints = npt.NDArray[np.int64]
_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Overlap:
    """What N lists have in common."""

    sizes: _Floats
    """Shape (N,): entries of each, where those that overlap within a list are one; 0 of lists of known networks."""
    common: _Floats
    """Shape (N, N): how much of the entries of the first lies in the second, in entries of the first."""

    @cached_property
    def containment(self) -> _Floats:
        """Shape (N, N): which share of the first list lies in the second, 0–1."""
        return np.asarray(np.minimum(self.common / np.maximum(self.sizes, 1)[:, None], 1.0))

    @cached_property
    def jaccard(self) -> _Floats:
        """Shape (N, N): what two lists share, as part of all that either says, 0–1."""
        shared = np.minimum(self.common, self.common.T)
        either = self.sizes[:, None] + self.sizes[None, :] - shared
        return np.asarray(np.where(either > 0, shared / np.maximum(either, 1e-9), 0.0))

    @cached_property
    def likeness(self) -> _Floats:
        """Shape (N, N), symmetric, 0–1: containment of the shorter in the longer; of a short list, Jaccard's index."""
        contained = np.maximum(self.containment, self.containment.T)
        long_enough = np.minimum(self.sizes[:, None], self.sizes[None, :]) >= FEWEST
        alike = np.where(long_enough, contained, self.jaccard)
        np.fill_diagonal(alike, 1.0)
        return np.asarray(alike)


def measure(feeds: Sequence[VettedFeed]) -> Overlap:
    """What the lists have in common; lists of known networks accuse nobody, and share nothing."""
    count = len(feeds)
    sizes, common = np.zeros(count), np.zeros((count, count))
    for pieces in (_pieces_v4(feeds), _pieces_v6(feeds)):
        sizes += pieces.sizes
        for weights in pieces.shared():
            common += weights @ (weights > 0).T.astype(np.float64)
    return Overlap(sizes, common)


@dataclass(frozen=True, slots=True)
class _Pieces:
    """The ranges of one family, on a line of places: 2·rank of each boundary, and odd places for what lies between."""

    starts: list[_Ints]
    """For each list the first place of each range; sorted, disjoint."""
    ends: list[_Ints]
    """The place behind each range."""
    lengths: _Floats
    """How many addresses each place stands for, summed up: shape (places + 1,), from 0."""

    @property
    def sizes(self) -> _Ints:
        """Ranges of each list."""
        return np.array([len(starts) for starts in self.starts], np.int64)

    def shared(self) -> Iterator[_Floats]:
        """Shape (lists, pieces): which part of one of its ranges each piece is that two lists hold or more."""
        if np.count_nonzero(self.sizes) < 2:
            return
        cuts = ordered(np.concatenate([np.empty(0, np.int64), *self.starts, *self.ends]))
        if len(cuts) < 2:
            return
        depth = np.zeros(len(cuts), np.int64)
        for starts, ends in zip(self.starts, self.ends, strict=True):
            np.add.at(depth, np.searchsorted(cuts, starts), 1)
            np.add.at(depth, np.searchsorted(cuts, ends), -1)
        held = np.flatnonzero(np.cumsum(depth)[:-1] >= 2)
        for at in range(0, len(held), _PIECES):
            piece = held[at : at + _PIECES]
            yield self._weights(cuts[piece], cuts[piece + 1])

    def _weights(self, first: _Ints, after: _Ints) -> _Floats:
        weights = np.zeros((len(self.starts), len(first)))
        length = self.lengths[after] - self.lengths[first]
        for row, starts, ends in zip(weights, self.starts, self.ends, strict=True):
            if not len(starts):
                continue
            at = np.maximum(np.searchsorted(starts, first, side="right") - 1, 0)
            within = (starts[at] <= first) & (first < ends[at])
            whole = self.lengths[ends[at]] - self.lengths[starts[at]]
            row[within] = length[within] / whole[within]
        return weights


def _pieces_v4(feeds: Sequence[VettedFeed]) -> _Pieces:
    bounds = [_accusing(feed, feed.v4) for feed in feeds]
    return _placed([part.to_numpy().astype(np.uint32).reshape(-1, 2) for part in bounds], _as_floats)


def _pieces_v6(feeds: Sequence[VettedFeed]) -> _Pieces:
    bounds = [_accusing(feed, feed.v6) for feed in feeds]
    return _placed([np.array(part.rows(), V6_DTYPE).reshape(-1, 2) for part in bounds], _all_alike)


def _accusing(feed: VettedFeed, entries: pl.DataFrame) -> pl.DataFrame:
    wanted = entries if feed.feed.role is Role.INDICATORS else entries.clear()
    return wanted.select("first", "last")


def _as_floats(values: npt.NDArray[Any]) -> _Floats:
    return values.astype(np.float64)


def _all_alike(values: npt.NDArray[Any]) -> _Floats:
    """IPv6 pieces differ in width by more than numbers hold: only the boundaries within an entry are weighed."""
    return np.zeros(len(values))


def _placed(bounds: list[npt.NDArray[Any]], numbers: Callable[[npt.NDArray[Any]], _Floats]) -> _Pieces:
    """The ranges of each list as places; those of a list that overlap become one."""
    every = np.concatenate([part.ravel() for part in bounds]) if bounds else np.empty(0, np.uint32)
    values = ordered(every)
    starts, ends = [], []
    for part in bounds:
        ordered_part = part[
            np.argsort(part[:, 0], kind="stable")
        ]  # what is in order is found ten times as fast
        first, after = (2 * np.searchsorted(values, ordered_part[:, end]) + end for end in (0, 1))
        reach = np.maximum.accumulate(after)
        apart = first[1:] >= reach[:-1]
        starts.append(first[np.append(True, apart)[: len(first)]])
        ends.append(reach[np.append(apart, True)[: len(first)]])
    return _Pieces(starts, ends, _lengths(numbers(values)))


def _lengths(values: _Floats) -> _Floats:
    """How many addresses lie before each place: the boundaries one each, and between two of them what is between."""
    places = np.ones(2 * len(values))
    places[1:-1:2] = np.maximum(np.diff(values) - 1, 0)
    return np.concatenate([[0.0], np.cumsum(places)])
