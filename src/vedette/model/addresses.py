"""IP addresses as columns of integers, IPv4 and IPv6 side by side.

Strict where `inet_aton` is lenient: a zero-padded octet (`010.0.0.1`) is no address, since programs disagree on
whether it is octal. An IPv4-mapped IPv6 address (`::ffff:192.0.2.1`, RFC 4291 section 2.5.5.2) is the IPv4 address.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

V6_DTYPE: Final = np.dtype("S16")
"""Sixteen bytes, big-endian: NumPy orders them as numbers."""

_MAPPED: Final = bytes(10) + b"\xff\xff"
_LONGEST: Final = 45
"""Characters of the longest IPv6 text, with an embedded IPv4 address."""


def pack(text: str) -> bytes | None:
    """The address as 4 or 16 bytes, or null if the text is none; zone indices (`%eth0`) are dropped."""
    if len(text) > _LONGEST + 17:
        return None
    try:
        if ":" not in text:
            return socket.inet_pton(socket.AF_INET, text)
        packed = socket.inet_pton(socket.AF_INET6, text.partition("%")[0])
    except (OSError, ValueError):
        return None
    return packed[12:] if packed.startswith(_MAPPED) else packed


def unpack(packed: bytes) -> str:
    """The canonical text (RFC 5952) of 4 or 16 bytes."""
    return socket.inet_ntop(socket.AF_INET if len(packed) == 4 else socket.AF_INET6, packed)


def canonical(text: str) -> str | None:
    """The address in canonical text, or null if the text is none."""
    packed = pack(text)
    return None if packed is None else unpack(packed)


@dataclass(frozen=True, slots=True)
class Addresses:
    """N addresses."""

    family: npt.NDArray[np.uint8]
    """Shape (N,): 4, 6, or 0 where there is no address."""
    v4: npt.NDArray[np.uint32]
    """Shape (N,): the IPv4 address, host order; 0 in other rows."""
    v6: npt.NDArray[np.bytes_]
    """Shape (rows of family 6,): the IPv6 addresses in the order of their rows."""

    def __len__(self) -> int:
        return len(self.family)


def from_packed(packed: Iterable[bytes | None]) -> Addresses:
    """Columns from addresses of 4 or 16 bytes; null is no address. A loop: meant for distinct values."""
    values = list(packed)
    family = np.fromiter((0 if p is None else 4 if len(p) == 4 else 6 for p in values), np.uint8, len(values))
    v4 = np.zeros(len(values), np.uint32)
    v4[family == 4] = np.frombuffer(b"".join(p for p in values if p is not None and len(p) == 4), ">u4")
    v6 = np.frombuffer(b"".join(p for p in values if p is not None and len(p) == 16), V6_DTYPE)
    return Addresses(family, v4, v6)


def from_texts(texts: Iterable[str]) -> Addresses:
    """Columns from texts. A loop: meant for distinct values."""
    return from_packed(pack(text) for text in texts)
