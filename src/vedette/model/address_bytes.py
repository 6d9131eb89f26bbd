"""Addresses at known places of raw bytes, for many at once, without making text of them.

IPv4 by table: of the sixteen bytes from a token's start, the places of the first four bytes that are no digit give
the lengths of the octets, and each octet is two look-ups on the four bytes that begin with it, moved so that its last
digit stands third.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt

V4_WIDTH: Final = 16
"""Bytes of the longest IPv4 address and its end."""
_NO_OCTET: Final = 0x400
"""Marks what is no octet: a bit above all that three digits can make."""
_HALF: Final = np.uint64(64)


def windows(data: bytes, starts: npt.NDArray[np.int64], width: int) -> npt.NDArray[np.uint8]:
    """The `width` bytes from each start, shape (starts, width); behind the data's end stand line feeds."""
    if len(data) < width:
        data = data.ljust(width, b"\n")
    last = len(data) - width
    overlapping = np.ndarray((last + 1,), f"V{width}", data, strides=(1,))
    found = overlapping[np.minimum(starts, last)].view(np.uint8).reshape(-1, width)
    for row in np.flatnonzero(starts > last):
        found[row] = np.frombuffer(data[starts[row] :].ljust(width, b"\n"), np.uint8)
    return found


def _layouts() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Number of the layout for each set of places without a digit; by layout where octets start, and lack digits.

    Layout 0 is none. Shapes (65536,), (4, 82), (4, 82); the latter two in bits.
    """
    number = np.zeros(1 << V4_WIDTH, np.uint8)
    starts = np.zeros((4, 82), np.uint64)
    lacking = np.zeros((4, 82), np.uint64)
    for layout, lengths in enumerate(product((1, 2, 3), repeat=4), start=1):
        ends = np.cumsum(lengths) + np.arange(4)
        bits = sum(1 << int(end) for end in ends)
        number[bits :: 2 << int(ends[3])] = layout
        starts[:, layout] = 8 * (ends - lengths)
        lacking[:, layout] = 8 * (3 - np.array(lengths))
    return number, starts, lacking


def _upper_digits() -> npt.NDArray[np.uint16]:
    """Value of an octet's digits but the last, by their two characters; zero bytes where it is shorter."""
    values = np.full(1 << 16, _NO_OCTET, np.uint16)
    values[0] = 0
    for tens in range(10):
        values[(0x30 + tens) << 8] = 10 * tens if tens else _NO_OCTET
        for hundreds in range(1, 10):
            values[(0x30 + tens) << 8 | (0x30 + hundreds)] = 100 * hundreds + 10 * tens
    return values


@cache
def _last_digit(separator: int) -> npt.NDArray[np.uint16]:
    """Value of an octet's last digit, by its character and the byte that must follow it."""
    values = np.full(1 << 16, _NO_OCTET, np.uint16)
    for digit in range(10):
        values[separator << 8 | (0x30 + digit)] = digit
    return values


_LAYOUT, _STARTS, _LACKING = _layouts()
_UPPER: Final = _upper_digits()


def ipv4(
    window: npt.NDArray[np.uint8], end_byte: int
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.bool_]]:
    """IPv4 addresses at the start of windows of 16 bytes, ended by `end_byte`: values, and which are addresses."""
    no_digit = (window - np.uint8(0x30)) > 9  # smaller bytes wrap around
    layout = _LAYOUT.take(np.packbits(no_digit.ravel(), bitorder="little").view("<u2"))
    low, high = np.ascontiguousarray(window.view("<u8").T)
    octets = np.empty((len(window), 4), np.uint8)
    seen = np.where(layout, np.uint16(0), np.uint16(_NO_OCTET))
    for k in range(4):
        word = _moved(low, high, _STARTS[k].take(layout)) << _LACKING[k].take(layout)
        pairs = word.view("<u2").reshape(-1, 4)
        last_digit = _last_digit(end_byte if k == 3 else ord("."))
        octet = _UPPER.take(pairs[:, 0]) + last_digit.take(pairs[:, 1])
        seen |= octet
        octets[:, 3 - k] = octet
    return octets.view("<u4").ravel(), seen < 256


def _moved(
    low: npt.NDArray[np.uint64], high: npt.NDArray[np.uint64], bits: npt.NDArray[np.uint64]
) -> npt.NDArray[np.uint64]:
    """The lower half of 128 bits moved down; a shift by 64 or more, also one that wrapped around, leaves zero."""
    return low >> bits | high << _HALF - bits | high >> bits - _HALF
