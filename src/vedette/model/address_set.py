"""Sets and maps of address ranges: sorted disjoint intervals, looked up by bisection, all at once.

Ranges may nest and overlap: they are cut at every boundary into disjoint intervals, and each interval keeps the
numbers of all ranges that cover it, so that nothing said of a wide prefix is lost under a narrow one.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from vedette.model.addresses import V6_DTYPE, Addresses

_MANY: Final = 1000
"""Ranges from which on a finer sieve is worth its two megabytes."""


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


@dataclass(frozen=True, slots=True)
class _Intervals:
    """Disjoint intervals of one family, and which ranges cover each."""

    starts: npt.NDArray[np.generic]
    """Shape (K,): sorted."""
    indptr: npt.NDArray[np.int64]
    """Shape (K + 1,): the covering ranges of interval k are numbers[indptr[k]:indptr[k + 1]]; may be none."""
    numbers: npt.NDArray[np.int64]

    def find(self, values: npt.NDArray[np.generic]) -> npt.NDArray[np.int64]:
        """The interval of each value, -1 where no range covers it."""
        if not len(self.starts):
            return np.full(len(values), -1, np.int64)
        at = np.searchsorted(self.starts, values, side="right") - 1
        covered = (self.indptr[1:] > self.indptr[:-1])[at] & (at >= 0)
        return np.where(covered, at, -1)


def _successor_v6(last: npt.NDArray[np.bytes_]) -> npt.NDArray[np.bytes_]:
    """The address after each, for cutting; the highest address of all has none and stays out by the caller."""
    return np.array(
        [(int.from_bytes(v.ljust(16, b"\0"), "big") + 1).to_bytes(16, "big") for v in last], V6_DTYPE
    )


def _cut(
    first: npt.NDArray[np.generic],
    after: npt.NDArray[np.generic],
    endless: npt.NDArray[np.bool_],
    numbers: npt.NDArray[np.int64],
) -> _Intervals:
    """Cut ranges [first, after) at every boundary; `endless` ones reach to the highest address."""
    starts = np.sort(np.concatenate([first, after[~endless]]))
    starts = starts[np.append(True, starts[1:] != starts[:-1])[: len(starts)]]
    begin = np.searchsorted(starts, first)
    end = np.where(endless, len(starts), np.searchsorted(starts, after))
    lengths = end - begin
    total = int(lengths.sum())
    within = np.arange(total) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    interval = np.repeat(begin, lengths) + within
    order = np.argsort(interval, kind="stable")
    indptr = np.searchsorted(interval[order], np.arange(len(starts) + 1))
    return _Intervals(starts, indptr.astype(np.int64), np.repeat(numbers, lengths)[order])


class RangeMap:
    """From an address to the numbers of all ranges that contain it."""

    def __init__(self, ranges: Ranges) -> None:
        v4_last = ranges.v4[:, 1]
        self._v4 = _cut(
            ranges.v4[:, 0], v4_last + np.uint32(1), v4_last == np.uint32(0xFFFFFFFF), ranges.v4_number
        )
        v6_last = ranges.v6[:, 1]
        endless = v6_last == b"\xff" * 16
        after = np.full(len(v6_last), b"", V6_DTYPE)
        after[~endless] = _successor_v6(v6_last[~endless])
        self._v6 = _cut(ranges.v6[:, 0], after, endless, ranges.v6_number)
        self._v6_base = len(self._v4.starts)

    def __bool__(self) -> bool:
        return bool(len(self._v4.starts) or len(self._v6.starts))

    def find(self, addresses: Addresses) -> npt.NDArray[np.int64]:
        """For each address the key of its covering interval, or -1: shape (N,). Keys are for `numbers`."""
        found = np.full(len(addresses), -1, np.int64)
        is_v4 = addresses.family == 4
        found[is_v4] = self._v4.find(addresses.v4[is_v4])
        if len(addresses.v6):
            at = self._v6.find(addresses.v6)
            found[addresses.family == 6] = np.where(at < 0, -1, at + self._v6_base)
        return found

    def numbers(self, key: int) -> npt.NDArray[np.int64]:
        """The ranges that cover an interval found by `find`, in the order of their numbers."""
        intervals, at = (self._v4, key) if key < self._v6_base else (self._v6, key - self._v6_base)
        return np.sort(intervals.numbers[intervals.indptr[at] : intervals.indptr[at + 1]])


@dataclass(frozen=True, slots=True)
class _Union:
    """Disjoint intervals of one family."""

    starts: npt.NDArray[np.generic]
    """Shape (K,): first address of each, sorted."""
    ends: npt.NDArray[np.generic]
    """Shape (K,): last address of each."""

    def contains(self, values: npt.NDArray[np.generic]) -> npt.NDArray[np.bool_]:
        """Which of the values lie in an interval."""
        if not len(self.starts):
            return np.zeros(len(values), np.bool_)
        at = np.searchsorted(self.starts, values, side="right") - 1
        return np.asarray((at >= 0) & np.less_equal(values, self.ends[at]), np.bool_)


def _union(bounds: npt.NDArray[np.generic]) -> _Union:
    """Merge ranges, of shape (N, 2), that touch or overlap. By rank, so that it holds for any type that sorts."""
    if not len(bounds):
        return _Union(bounds[:, 0], bounds[:, 1])
    values, ranks = np.unique(bounds.ravel(), return_inverse=True)
    first, last = ranks.reshape(-1, 2)[np.argsort(ranks[::2], kind="stable")].T
    reach = np.maximum.accumulate(last)
    apart = first[1:] > reach[:-1]
    return _Union(values[first[np.append(True, apart)]], values[reach[np.append(apart, True)]])


class _Sieve:
    """Throws out most IPv4 addresses that no range holds in one step: a bit for each /24 or /16."""

    def __init__(self, union: _Union) -> None:
        self._shift = np.uint32(8 if len(union.starts) > _MANY else 16)
        blocks = np.zeros(1 << (32 - int(self._shift)), np.bool_)
        first = union.starts.astype(np.uint32) >> self._shift
        last = union.ends.astype(np.uint32) >> self._shift
        blocks[first] = True
        for start, end in zip(first[last > first].tolist(), last[last > first].tolist(), strict=True):
            blocks[start : end + 1] = True
        self._bits = np.packbits(blocks, bitorder="little")

    def may_contain(self, values: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
        """False where an address is in no range; shape of the values."""
        block = values >> self._shift
        bits = self._bits[block >> np.uint32(3)] >> (block & np.uint32(7)).astype(np.uint8)
        return np.asarray(bits & np.uint8(1), np.bool_)


class AddressSet:
    """A set of address ranges."""

    def __init__(self, *ranges: Ranges) -> None:
        self._v4 = _union(np.concatenate([np.empty((0, 2), np.uint32), *(part.v4 for part in ranges)]))
        self._v6 = _union(np.concatenate([np.empty((0, 2), V6_DTYPE), *(part.v6 for part in ranges)]))
        self._sieve = _Sieve(self._v4)

    @classmethod
    def of(cls, networks: Iterable[str]) -> AddressSet:
        """From networks and addresses as text; raises ValueError at the first that is none."""
        return cls(ranges_from_networks([ipaddress.ip_network(n, strict=False) for n in networks]))

    def __bool__(self) -> bool:
        return bool(len(self._v4.starts) or len(self._v6.starts))

    def __or__(self, other: AddressSet) -> AddressSet:
        """What is in either."""
        return AddressSet(self._ranges(), other._ranges())

    def _ranges(self) -> Ranges:
        none = np.empty(0, np.int64)
        return Ranges(
            np.stack([self._v4.starts, self._v4.ends], 1),
            none,
            np.stack([self._v6.starts, self._v6.ends], 1),
            none,
        )

    def contains(self, addresses: Addresses) -> npt.NDArray[np.bool_]:
        """Which of the addresses are in the set: shape (N,)."""
        within = np.zeros(len(addresses), np.bool_)
        rows = np.flatnonzero((addresses.family == 4) & self._sieve.may_contain(addresses.v4))
        within[rows] = self._v4.contains(addresses.v4[rows])
        if len(addresses.v6):
            within[addresses.family == 6] = self._v6.contains(addresses.v6)
        return within
