"""Sorted starts of intervals, IPv4 and IPv6, and the search for the last one at or before each of many addresses.

IPv4 addresses are 32-bit integers; a table says where the starts of each /16 stand, so that a search halves a few
places instead of all. IPv6 addresses are pairs of 64-bit integers; the upper halves are searched first, and the lower
ones only among starts that share theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from vedette.model.addresses import V6_DTYPE

Places: TypeAlias = npt.NDArray[np.int64]

Ordered = TypeVar("Ordered", bound=np.generic)

_MANY: Final = 1000
"""Ranges from which on a finer sieve is worth its two megabytes."""
_WIDE: Final = 64
"""Blocks of an interval from which on they are marked as one run."""


class Halves(NamedTuple):
    """N IPv6 addresses."""

    high: npt.NDArray[np.uint64]
    """Shape (N,): the upper 64 bits."""
    low: npt.NDArray[np.uint64]
    """Shape (N,): the lower 64 bits."""

    def at(self, rows: npt.NDArray[np.generic] | slice) -> Halves:
        """The addresses of these rows."""
        return Halves(self.high[rows], self.low[rows])


def halves(packed: npt.NDArray[np.bytes_]) -> Halves:
    """Addresses of V6_DTYPE as pairs of integers."""
    pairs = np.ascontiguousarray(packed, V6_DTYPE).view(">u8").reshape(-1, 2)
    return Halves(pairs[:, 0].astype(np.uint64), pairs[:, 1].astype(np.uint64))


def packed(addresses: Halves) -> npt.NDArray[np.bytes_]:
    """Pairs of integers as addresses of V6_DTYPE."""
    return np.column_stack(addresses).astype(">u8").view(V6_DTYPE).ravel()


def at_most(a: Halves, b: Halves) -> npt.NDArray[np.bool_]:
    """Where a ≤ b, row by row."""
    return np.less(a.high, b.high) | (np.equal(a.high, b.high) & np.less_equal(a.low, b.low))


def successor(addresses: Halves) -> tuple[Halves, npt.NDArray[np.bool_]]:
    """The address after each, and which have none, being the highest of all."""
    low = addresses.low + np.uint64(1)
    high = addresses.high + (low == 0)
    return Halves(high, low), (high == 0) & (low == 0)


def ordered(values: npt.NDArray[Ordered]) -> npt.NDArray[Ordered]:
    """The values in order, each once: by sorting, which for addresses is ten times as fast as `numpy.unique`."""
    values = np.sort(values)
    new = np.ones(len(values), np.bool_)
    new[1:] = values[1:] != values[:-1]
    return values[new]


def distinct(addresses: Halves) -> tuple[Halves, Places]:
    """The addresses in order, each once, and for each of all its place among them."""
    order = np.lexsort((addresses.low, addresses.high))
    ordered = addresses.at(order)
    new = np.ones(len(order), np.bool_)
    new[1:] = (ordered.high[1:] != ordered.high[:-1]) | (ordered.low[1:] != ordered.low[:-1])
    places = np.empty(len(order), np.int64)
    places[order] = np.cumsum(new) - 1
    return ordered.at(new), places


def merged(first: npt.NDArray[np.integer], last: npt.NDArray[np.integer]) -> tuple[Places, Places]:
    """Ranges that overlap as one: the rows of their first and last addresses, sorted. Both ends are within."""
    order = np.argsort(first, kind="stable")
    starts, reach = first[order], np.maximum.accumulate(last[order])
    apart = np.ones(len(order) + 1, np.bool_)
    apart[1:-1] = starts[1:] > reach[:-1]
    ends = np.flatnonzero(apart[1:])
    farthest = np.flatnonzero(np.append(True, reach[1:] > reach[:-1])[: len(reach)])
    return order[apart[:-1]], order[farthest[np.searchsorted(farthest, ends, side="right") - 1]]


def _bisect(
    starts: npt.NDArray[np.generic], values: npt.NDArray[np.generic], low: Places, high: Places
) -> Places:
    """For each value how many of all starts stand before its place, which is sought in [low, high) of each."""
    for _ in range(int((high - low).max(initial=0)).bit_length()):
        middle = (low + high) >> 1
        open_ = low < high
        passed = np.less_equal(starts.take(middle, mode="clip"), values) & open_
        high = np.where(open_ & ~passed, middle, high)
        low = np.where(passed, middle + 1, low)
    return low


@dataclass(frozen=True)
class StartsV4:
    """Sorted starts of intervals of IPv4 addresses."""

    values: npt.NDArray[np.uint32]
    """Shape (K,)."""

    @cached_property
    def _by_block(self) -> Places:
        """Shape (65537,): where the starts of each /16 begin."""
        starts = np.arange(1 << 16, dtype=np.uint32) << np.uint32(16)
        return np.append(np.searchsorted(self.values, starts), len(self.values))

    def before(self, addresses: npt.NDArray[np.uint32]) -> Places:
        """The last start at or before each address, -1 where there is none."""
        if len(self.values) < _MANY or len(addresses) < _MANY:
            return np.searchsorted(self.values, addresses, side="right") - 1
        block = addresses >> np.uint32(16)
        first, behind = self._by_block[:-1].take(block), self._by_block[1:].take(block)
        return _bisect(self.values, addresses, first, behind) - 1


@dataclass(frozen=True)
class StartsV6:
    """Sorted starts of intervals of IPv6 addresses."""

    values: Halves
    """Shape (K,) each."""

    def before(self, addresses: Halves) -> Places:
        """The last start at or before each address, -1 where there is none."""
        if not len(self.values.high):
            return np.full(len(addresses.high), -1, np.int64)
        if len(addresses.high) < _MANY:
            return self._before(addresses)
        order = np.argsort(addresses.high)  # neighbours are found by the same steps
        found = np.empty(len(order), np.int64)
        found[order] = self._before(addresses.at(order))
        return found

    def _before(self, addresses: Halves) -> Places:
        high = self.values.high
        after = np.searchsorted(high, addresses.high, side="right")
        tied = np.flatnonzero((after > 0) & (high.take(after - 1, mode="clip") == addresses.high))
        if len(tied):
            first = np.searchsorted(high, addresses.high[tied], side="left")
            after[tied] = _bisect(self.values.low, addresses.low[tied], first, after[tied])
        return after - 1


class Sieve:
    """Throws out most IPv4 addresses that no interval holds in one step: a bit for each /24, or /16 for few intervals."""

    def __init__(self, bits: npt.NDArray[np.uint8]) -> None:
        """bits: a bit for each block of addresses, in their order; 2^16 or 2^24 of them."""
        self.bits = bits
        shift = 30 - len(bits).bit_length()
        self._to_block, self._to_byte = np.uint32(shift), np.uint32(shift + 3)

    @classmethod
    def of(cls, first: npt.NDArray[np.uint32], last: npt.NDArray[np.uint32]) -> Sieve:
        """Of disjoint intervals, both ends within."""
        shift = 8 if len(first) > _MANY else 16
        blocks = np.zeros(1 << (32 - shift), np.bool_)
        start = (first >> np.uint32(shift)).astype(np.int64)
        end = (last >> np.uint32(shift)).astype(np.int64)
        blocks[start] = blocks[end] = True
        lengths = end - start
        wide = lengths > _WIDE
        for left, right in zip(start[wide].tolist(), end[wide].tolist(), strict=True):
            blocks[left:right] = True
        some = (lengths > 1) & ~wide
        blocks[repeated(start[some], lengths[some])] = True
        return cls(np.packbits(blocks, bitorder="little"))

    def may_contain(self, addresses: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
        """False where an address is in no interval; shape of the addresses."""
        bit = (addresses >> self._to_block).astype(np.uint8) & np.uint8(7)
        return (self.bits.take(addresses >> self._to_byte) >> bit & np.uint8(1)).view(np.bool_)


def repeated(first: Places, lengths: Places) -> Places:
    """The numbers first, first + 1, … of each run, of the lengths given, one run after the other."""
    within = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return np.repeat(first, lengths) + within
