"""Sets and maps of address ranges: sorted disjoint intervals, looked up by bisection, all at once.

Ranges may nest and overlap: they are cut at every boundary into disjoint intervals, and each interval keeps the
numbers of all ranges that cover it, so that nothing said of a wide prefix is lost under a narrow one.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from vedette.model.addresses import V6_DTYPE, Addresses
from vedette.model.intervals import (
    Halves,
    Places,
    Sieve,
    StartsV4,
    StartsV6,
    at_most,
    distinct,
    halves,
    merged,
    ordered,
    packed,
    repeated,
    successor,
)


@dataclass(frozen=True, slots=True)
class Ranges:
    """N address ranges, each of one family."""

    v4: npt.NDArray[np.uint32]
    """Shape (A, 2): first and last address, both within."""
    v4_number: npt.NDArray[np.int64]
    """Shape (A,): which of the N ranges this is."""
    v6: npt.NDArray[np.bytes_]
    """Shape (B, 2): first and last address, both within."""
    v6_number: npt.NDArray[np.int64]
    """Shape (B,): which of the N ranges this is."""


def ranges_from_networks(networks: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> Ranges:
    """Ranges of networks, numbered as given. For settings and short lists."""
    v4 = [(int(n[0]), int(n[-1]), i) for i, n in enumerate(networks) if n.version == 4]
    v6 = [(n[0].packed, n[-1].packed, i) for i, n in enumerate(networks) if n.version == 6]
    return Ranges(
        np.array([r[:2] for r in v4], np.uint32).reshape(-1, 2),
        np.array([r[2] for r in v4], np.int64),
        np.array([r[:2] for r in v6], V6_DTYPE).reshape(-1, 2),
        np.array([r[2] for r in v6], np.int64),
    )


class MapArrays(NamedTuple):
    """What a map consists of: to be kept in a file, and mapped from there."""

    v4: npt.NDArray[np.uint32]
    """Shape (K,): where the IPv4 intervals start."""
    v4_indptr: Places
    """Shape (K + 1,): the ranges that cover interval k are v4_numbers[v4_indptr[k]:v4_indptr[k + 1]]; may be none."""
    v4_numbers: Places
    v6_high: npt.NDArray[np.uint64]
    """Shape (L,): where the IPv6 intervals start, the upper 64 bits."""
    v6_low: npt.NDArray[np.uint64]
    """Shape (L,): the lower 64 bits."""
    v6_indptr: Places
    """Shape (L + 1,): as v4_indptr."""
    v6_numbers: Places
    sieve: npt.NDArray[np.uint8]
    """As `vedette.model.intervals.Sieve` has it, of the covered IPv4 intervals."""


class RangeMap:
    """From an address to the numbers of all ranges that contain it."""

    def __init__(self, of: Ranges | MapArrays) -> None:
        """of: the ranges, which are cut at every boundary; or what another map consists of."""
        self.arrays = arrays = _cut(of) if isinstance(of, Ranges) else of
        self._v4 = StartsV4(arrays.v4)
        self._v6 = StartsV6(Halves(arrays.v6_high, arrays.v6_low))
        self._sieve = Sieve(arrays.sieve)
        self._v6_base = len(arrays.v4)

    def __bool__(self) -> bool:
        return bool(len(self.arrays.v4) or len(self.arrays.v6_high))

    def find(self, addresses: Addresses) -> npt.NDArray[np.int64]:
        """For each address the key of its covering interval, or -1: shape (N,). Keys are for `numbers`."""
        found = np.full(len(addresses), -1, np.int64)
        rows = np.flatnonzero((addresses.family == 4) & self._sieve.may_contain(addresses.v4))
        at = self._v4.before(addresses.v4[rows])
        found[rows] = np.where(_covered(self.arrays.v4_indptr, at), at, -1)
        if len(addresses.v6):
            at = self._v6.before(halves(addresses.v6))
            covered = _covered(self.arrays.v6_indptr, at)
            found[addresses.family == 6] = np.where(covered, at + self._v6_base, -1)
        return found

    def numbers(self, key: int) -> npt.NDArray[np.int64]:
        """The ranges that cover an interval found by `find`, in the order of their numbers."""
        arrays, at = self.arrays, key - self._v6_base
        if at < 0:
            return np.sort(arrays.v4_numbers[arrays.v4_indptr[key] : arrays.v4_indptr[key + 1]])
        return np.sort(arrays.v6_numbers[arrays.v6_indptr[at] : arrays.v6_indptr[at + 1]])


def _cut(ranges: Ranges) -> MapArrays:
    """Cut ranges into disjoint intervals."""
    order = np.argsort(ranges.v4[:, 0], kind="stable")
    first, last = ranges.v4[order].T
    endless = last == np.uint32(0xFFFFFFFF)
    v4 = ordered(np.concatenate([first, last[~endless] + np.uint32(1)]))
    behind = np.where(endless, len(v4), np.searchsorted(v4, last + np.uint32(1)))
    cover = _cover(np.searchsorted(v4, first), behind, len(v4), ranges.v4_number[order])
    starts, ends = merged(first, last)
    v6, v6_cover = _cut_v6(ranges)
    return MapArrays(v4, *cover, *v6, *v6_cover, Sieve.of(first[starts], last[ends]).bits)


def _cut_v6(ranges: Ranges) -> tuple[Halves, tuple[Places, Places]]:
    """Starts of the IPv6 intervals, and what covers them."""
    first, last = halves(ranges.v6[:, 0]), halves(ranges.v6[:, 1])
    after, endless = successor(last)
    starts, places = distinct(Halves(*map(np.concatenate, zip(first, after.at(~endless), strict=True))))
    behind = np.full(len(endless), len(starts.high), np.int64)
    behind[~endless] = places[len(endless) :]
    return starts, _cover(places[: len(endless)], behind, len(starts.high), ranges.v6_number)


def _cover(first: Places, behind: Places, intervals: int, numbers: Places) -> tuple[Places, Places]:
    """`indptr` and `numbers` of MapArrays, of ranges that cover the intervals from `first` to before `behind`."""
    lengths = behind - first
    interval = repeated(first, lengths)
    order = np.argsort(interval, kind="stable")
    counts = np.bincount(interval, minlength=intervals)
    return np.append(0, np.cumsum(counts)).astype(np.int64), np.repeat(numbers, lengths)[order]


def _covered(indptr: Places, at: Places) -> npt.NDArray[np.bool_]:
    """Whether any range covers these intervals; of -1 none does."""
    return (at >= 0) & (indptr.take(at + 1, mode="clip") > indptr.take(at, mode="clip"))


class SetArrays(NamedTuple):
    """What a set consists of: disjoint intervals, sorted."""

    v4_first: npt.NDArray[np.uint32]
    v4_last: npt.NDArray[np.uint32]
    first_high: npt.NDArray[np.uint64]
    """First addresses of the IPv6 intervals, the upper 64 bits."""
    first_low: npt.NDArray[np.uint64]
    last_high: npt.NDArray[np.uint64]
    last_low: npt.NDArray[np.uint64]
    sieve: npt.NDArray[np.uint8]
    """As `vedette.model.intervals.Sieve` has it."""


class AddressSet:
    """A set of address ranges."""

    def __init__(self, *ranges: Ranges, arrays: SetArrays | None = None) -> None:
        """Of ranges, which are merged; or of what another set consists of."""
        if arrays is not None:
            self._v4, self._v4_last = StartsV4(arrays.v4_first), arrays.v4_last
            self._v6 = StartsV6(Halves(arrays.first_high, arrays.first_low))
            self._v6_last = Halves(arrays.last_high, arrays.last_low)
            self._sieve = Sieve(arrays.sieve)
            return
        v4 = np.concatenate([np.empty((0, 2), np.uint32), *(part.v4 for part in ranges)])
        v6 = np.concatenate([np.empty((0, 2), V6_DTYPE), *(part.v6 for part in ranges)])
        first, last = merged(v4[:, 0], v4[:, 1])
        self._v4, self._v4_last = StartsV4(v4[first, 0]), v4[last, 1]
        _, places = distinct(halves(v6.ravel()))
        first, last = merged(places[::2], places[1::2])
        self._v6, self._v6_last = StartsV6(halves(v6[first, 0])), halves(v6[last, 1])

    @classmethod
    def of(cls, networks: Iterable[str]) -> AddressSet:
        """From networks and addresses as text; raises ValueError at the first that is none."""
        return cls(ranges_from_networks([ipaddress.ip_network(n, strict=False) for n in networks]))

    @property
    def arrays(self) -> SetArrays:
        """What the set consists of."""
        return SetArrays(self._v4.values, self._v4_last, *self._v6.values, *self._v6_last, self._sieve.bits)

    @cached_property
    def _sieve(self) -> Sieve:
        return Sieve.of(self._v4.values, self._v4_last)

    def __bool__(self) -> bool:
        return bool(len(self._v4_last) or len(self._v6_last.high))

    def __or__(self, other: AddressSet) -> AddressSet:
        """What is in either."""
        if not (self and other):
            return self or other
        return AddressSet(self._ranges(), other._ranges())

    def _ranges(self) -> Ranges:
        none = np.empty(0, np.int64)
        v6 = np.column_stack([packed(self._v6.values), packed(self._v6_last)])
        return Ranges(np.column_stack([self._v4.values, self._v4_last]), none, v6, none)

    def contains(self, addresses: Addresses) -> npt.NDArray[np.bool_]:
        """Which of the addresses are in the set: shape (N,)."""
        within = np.zeros(len(addresses), np.bool_)
        rows = np.flatnonzero((addresses.family == 4) & self._sieve.may_contain(addresses.v4))
        if len(rows):
            values = addresses.v4[rows]
            at = self._v4.before(values)
            within[rows] = (at >= 0) & (values <= self._v4_last.take(at, mode="clip"))
        if len(addresses.v6) and len(self._v6_last.high):
            found = halves(addresses.v6)
            at = self._v6.before(found)
            ends = self._v6_last.at(np.maximum(at, 0))
            within[addresses.family == 6] = (at >= 0) & at_most(found, ends)
        return within
