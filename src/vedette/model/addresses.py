"""IP addresses as columns of integers, IPv4 and IPv6 side by side.

Strict where `inet_aton` is lenient: a zero-padded octet (`010.0.0.1`) is no address, since programs disagree on
whether it is octal. An IPv4-mapped IPv6 address (`::ffff:192.0.2.1`, RFC 4291 section 2.5.5.2) is the IPv4 address.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from vedette.model.address_bytes import V4_WIDTH, ipv4, windows
from vedette.model.address_hextets import ipv6

V6_DTYPE: Final = np.dtype("S16")
"""Sixteen bytes, big-endian: NumPy orders them as numbers."""

_MAPPED: Final = bytes(10) + b"\xff\xff"
_LONGEST: Final = 45
"""Characters of the longest IPv6 text, with an embedded IPv4 address."""
_FEW: Final = 200
"""Texts below which a loop is done before the columns are laid out."""
_PIECE: Final = 1 << 15
"""Texts read at once: their bytes and all that is made of them stay in a core's cache."""
_LF: Final = 0x0A


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


def from_integers(v4: npt.NDArray[np.uint32]) -> Addresses:
    """Columns of IPv4 addresses that are integers already, host order."""
    return Addresses(np.full(len(v4), 4, np.uint8), v4, np.empty(0, V6_DTYPE))


def from_texts(texts: Iterable[str] | pl.Series) -> Addresses:
    """Columns from texts; null is no address. Many texts are read without a loop over them."""
    if not isinstance(texts, pl.Series):
        values = list(texts)
        if len(values) < _FEW:
            return from_packed(map(pack, values))
        texts = _column(values)
    return _joined([_from_column(texts[at : at + _PIECE]) for at in range(0, len(texts), _PIECE)])


def _column(values: Sequence[str]) -> pl.Series:
    """The texts as a column; those that are no Unicode, as file names may be, are no addresses."""
    try:
        return pl.Series(values, dtype=pl.String)
    except UnicodeEncodeError:
        return pl.Series([value if value.isascii() else None for value in values], dtype=pl.String)


def _joined(parts: Sequence[Addresses]) -> Addresses:
    if len(parts) == 1:
        return parts[0]
    return Addresses(
        np.concatenate([np.empty(0, np.uint8), *(part.family for part in parts)]),
        np.concatenate([np.empty(0, np.uint32), *(part.v4 for part in parts)]),
        np.concatenate([np.empty(0, V6_DTYPE), *(part.v6 for part in parts)]),
    )


def _from_column(texts: pl.Series) -> Addresses:
    """Texts that stand in a core's cache together; one of several lines is none, though its first may be an address."""
    texts = texts.fill_null("")
    lengths = texts.str.len_bytes().to_numpy()
    data: bytes = texts.str.join("\n").cast(pl.Binary).item()
    if data.count(b"\n") != len(texts) - 1:
        return _from_column(texts.set(texts.str.contains("\n", literal=True), ""))
    starts = np.cumsum(lengths, dtype=np.int64)
    starts += np.arange(len(lengths)) - lengths
    values, is_v4 = ipv4(windows(data, starts, V4_WIDTH), _LF)
    family = is_v4 * np.uint8(4)
    values *= is_v4
    others = np.flatnonzero(~is_v4 & (lengths > 1))
    if not len(others):
        return Addresses(family, values, np.empty(0, V6_DTYPE))
    apart = _from_v6(texts.gather(others))
    family[others] = apart.family
    values[others] = apart.v4
    return Addresses(family, values, apart.v6)


def _from_v6(texts: pl.Series) -> Addresses:
    """Texts that are mostly IPv6 addresses: all at once, and one by one what that does not know."""
    joined: bytes = texts.str.join("\n").cast(pl.Binary).item()
    groups, known = ipv6(joined + b"\n", len(texts))
    mapped = (groups[:, :6] == (0, 0, 0, 0, 0, 0xFFFF)).all(axis=1)
    family = np.where(mapped, np.uint8(4), np.uint8(6))
    v4 = groups[:, 6:].astype(">u2").view(">u4").ravel().astype(np.uint32) * mapped
    v6 = groups.astype(">u2").view(V6_DTYPE).ravel()
    if not known.all():
        rest = np.flatnonzero(~known)
        apart = from_packed(map(pack, texts.gather(rest).to_list()))
        family[rest], v4[rest] = apart.family, apart.v4
        v6[rest[apart.family == 6]] = apart.v6
    return Addresses(family, v4, v6[family == 6])
