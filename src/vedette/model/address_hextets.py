"""IPv6 addresses (RFC 4291, section 2.2) as text, many at once, without a loop over them.

All texts stand in one string. Colons and ends cut it into groups of up to four digits; the four bytes before each cut,
freed of what belongs to the group before, are two look-ups. Empty groups tell where zeros were left out.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

_BAD: Final = 0x100
"""Marks what is no pair of digits: a bit above all that two digits can make."""
_COLON, _LF = 0x3A, 0x0A
_GROUPS: Final = 8
_BEFORE: Final = 4
"""Bytes that must stand before the first text, so that every cut has four before it."""

_Ints = npt.NDArray[np.int64]


def _pairs() -> npt.NDArray[np.uint16]:
    """Value of two digits, by their two characters; a zero byte where there is no digit."""
    digits = {ord(digit): int(digit, 16) for digit in "0123456789abcdefABCDEF"}
    values = np.full(1 << 16, _BAD, np.uint16)
    values[0] = 0
    for low, unit in digits.items():
        values[low << 8] = unit
        for high, sixteen in digits.items():
            values[low << 8 | high] = 16 * sixteen + unit
    return values


_PAIRS: Final = _pairs()


def ipv6(joined: bytes, count: int) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.bool_]]:
    """The groups of N texts, each ended by a line feed and none with one inside, and which texts are addresses.

    Shapes (N, 8) and (N,). Texts with an IPv4 address or a zone in them are not among the addresses.
    """
    flat = np.frombuffer(
        bytes(_BEFORE) + joined.replace(b"\0", b"\xff"), np.uint8
    )  # zero bytes are no digit here
    cuts = np.flatnonzero((flat == _COLON) | (flat == _LF))
    lengths = np.diff(cuts, prepend=_BEFORE - 1) - 1
    ends = np.flatnonzero(flat[cuts] == _LF)
    sizes = np.diff(ends, prepend=-1)
    row = np.repeat(np.arange(count), sizes)
    place = np.arange(len(cuts)) - np.repeat(ends + 1 - sizes, sizes)
    values, sound = _values(flat, cuts, lengths)
    valid = np.ones(count, np.bool_)
    valid[row[~sound]] = False
    first = _gaps(np.flatnonzero(lengths == 0), row, place, sizes, valid)
    slot = np.where(place < first[row], place, place + (_GROUPS - sizes)[row])
    wanted = valid[row] & (lengths > 0)
    groups = np.zeros((count, _GROUPS), np.uint16)
    groups[row[wanted], slot[wanted]] = values[wanted]
    return groups, valid


def _values(
    flat: npt.NDArray[np.uint8], cuts: _Ints, lengths: _Ints
) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.bool_]]:
    """The number before each cut, and whether it is one of up to four digits."""
    words = np.ndarray((len(flat) - 3,), "<u4", flat, strides=(1,)).take(cuts - _BEFORE)
    foreign = (8 * (_BEFORE - np.minimum(lengths, _BEFORE))).astype(np.uint64)
    words = (words.astype(np.uint64) >> foreign << foreign).astype(np.uint32)
    pairs = words.view("<u2").reshape(-1, 2)
    high, low = _PAIRS.take(pairs[:, 0]), _PAIRS.take(pairs[:, 1])
    return high << np.uint16(8) | low & np.uint16(0xFF), (lengths <= _BEFORE) & ((high | low) < _BAD)


def _gaps(empty: _Ints, row: _Ints, place: _Ints, sizes: _Ints, valid: npt.NDArray[np.bool_]) -> _Ints:
    """The first empty group of each text, beyond all where there is none; texts that may not be cut so become invalid."""
    rows, number = row[empty], np.bincount(row[empty], minlength=len(sizes))
    begins = np.append(True, rows[1:] != rows[:-1])[: len(rows)]
    first, last = np.full(len(sizes), 1 << 30), np.full(len(sizes), -1)
    first[rows[begins]] = place[empty[begins]]
    last[rows] = place[empty]
    inside = (number == 1) & (first > 0) & (last < sizes - 1)
    at_an_end = (number == 2) & (sizes > 2) & (last - first == 1) & ((first == 0) | (last == sizes - 1))
    alone = (number == 3) & (sizes == 3)
    shortened = (inside | at_an_end | alone) & (sizes - number < _GROUPS)
    valid &= shortened | ((number == 0) & (sizes == _GROUPS))
    return first
