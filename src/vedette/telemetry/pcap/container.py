"""Capture files as frames: classic pcap and pcapng, either byte order.

Formats: draft-ietf-opsawg-pcap (classic; also with nanoseconds, and with the longer record header of the patched
libpcap of 1999) and draft-ietf-opsawg-pcapng. Every length in them is hostile: one that is impossible ends the
reading, and what was read before it stands.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from vedette.telemetry.pcap.window import Window

LONGEST_PACKET: Final = 256 * 1024
"""MAXIMUM_SNAPLEN of libpcap: no capture of IP holds longer packets."""


class Frame(NamedTuple):
    """One packet as captured."""

    time: int
    """Microseconds since 1970 UTC; 0 where the capture does not say."""
    link: int
    """Its link layer (LINKTYPE_ of tcpdump.org); -1 where the capture does not say."""
    data: bytes
    """The captured bytes, link layer included."""
    offset: int
    """Where its record starts in the decompressed capture."""


class Broken(StrEnum):
    """Why a capture cannot be read further."""

    ENDS_WITHIN = "capture ends within a packet"
    IMPOSSIBLE_LENGTH = "impossible length of a packet"
    DAMAGED = "compressed capture is damaged"


class Container(Protocol):
    """A capture file, opened."""

    window: Window
    """The bytes from the next record on."""
    broken: Broken | None
    """Why reading ended early; null until `frames` is exhausted, and where nothing was wrong."""

    def frames(self) -> Iterator[Frame]:
        """The packets in the order of the file."""
        ...


@dataclass(frozen=True, slots=True)
class _Variant:
    """What a magic number of classic pcap says."""

    order: str
    """Byte order, as `struct` writes it."""
    nanoseconds: bool
    record: int
    """Bytes of a record's header."""


_VARIANTS: Final = {
    struct.pack(order + "I", magic): _Variant(order, nanoseconds, record)
    for order in "<>"
    for magic, nanoseconds, record in (
        (0xA1B2C3D4, False, 16),
        (0xA1B23C4D, True, 16),
        (0xA1B2CD34, False, 24),
    )
}
_FILE_HEADER: Final = 24


def is_classic(head: bytes) -> bool:
    """Whether a file that starts so is a classic pcap."""
    return head[:4] in _VARIANTS


class Classic:
    """A classic pcap whose 24 bytes of header are in the window. Raises nothing on hostile content."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.broken: Broken | None = None
        self._variant = _VARIANTS[window.data[window.position : window.position + 4]]
        # The upper half holds frame check sequence lengths and flags.
        (network,) = struct.unpack_from(self._variant.order + "I", window.data, window.position + 20)
        self._link = network & 0xFFFF
        window.position += _FILE_HEADER

    def frames(self) -> Iterator[Frame]:
        """The packets in the order of the file."""
        window, link, header = self.window, self._link, self._variant.record
        unpack = struct.Struct(self._variant.order + "III").unpack_from
        divisor = 1000 if self._variant.nanoseconds else 1
        while window.has(header):
            seconds, fraction, size = unpack(window.data, window.position)
            if size > LONGEST_PACKET:
                self.broken = Broken.IMPOSSIBLE_LENGTH
                return
            if not window.has(header + size):
                break
            start = window.position + header
            yield Frame(
                seconds * 1_000_000 + fraction // divisor,
                link,
                window.data[start : start + size],
                window.offset,
            )
            window.position = start + size
        self.broken = end_of(window)


def end_of(window: Window) -> Broken | None:
    """What to say of a capture at whose end no whole record stands."""
    if window.broken:
        return Broken.DAMAGED
    return Broken.ENDS_WITHIN if window.has(1) else None
