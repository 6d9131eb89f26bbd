"""Packets of a capture around the places that evidence points at, and captures written of them.

Written as classic pcap (draft-ietf-opsawg-pcap): little-endian, microseconds, a capture for each link layer.
"""

from __future__ import annotations

import ipaddress
import struct
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from vedette.model.addresses import canonical
from vedette.telemetry.pcap.capture import open_capture
from vedette.telemetry.pcap.container import LONGEST_PACKET, Frame
from vedette.telemetry.pcap.window import Window
from vedette.telemetry.source import Source

BEFORE: Final = 32
"""Packets of the client that are kept before each place."""
AFTER: Final = 128
"""Packets of the client that are kept after it."""
MOST_BYTES: Final = 8 << 20
"""Of packets that are kept of one capture, those that are pointed at apart."""
_REACH: Final = 64 << 20
"""Bytes of a capture after the last place in which the client's packets are looked for."""
_HEADERS: Final = 160
"""Bytes in which the addresses of a packet stand, tunnels and link layer included."""
_MAGIC: Final = 0xA1B2C3D4


@dataclass(frozen=True, slots=True)
class Packets:
    """What was kept of one capture."""

    at: Mapping[int, bytes]
    """The packets that are pointed at, by their offset."""
    around: tuple[Frame, ...]
    """These, and the client's around them, in the order of the capture."""


def packets_around(source: Source, offsets: AbstractSet[int], client: str | None) -> Packets:
    """The packets at the offsets, and those around them that have the client's address. Raises InputError."""
    address = canonical(client) if client is not None else None
    needle = ipaddress.ip_address(address).packed if address is not None else None
    at: dict[int, bytes] = {}
    kept: dict[int, Frame] = {}
    with source.open() as stream:
        for frame in _near(open_capture(Window(stream), source.name).frames(), offsets, needle):
            kept[frame.offset] = frame
            if frame.offset in offsets:
                at[frame.offset] = frame.data
    return Packets(at, tuple(_bounded(list(kept.values()), offsets)))


def _near(frames: Iterator[Frame], offsets: AbstractSet[int], needle: bytes | None) -> Iterator[Frame]:
    """Packets that are pointed at, with the client's before and after; ends where no more can come."""
    before: deque[Frame] = deque(maxlen=BEFORE)
    after, last = 0, max(offsets, default=-1)
    for frame in frames:
        if frame.offset in offsets:
            yield from before
            before.clear()
            yield frame
            after = AFTER
        elif needle is not None and needle in frame.data[:_HEADERS]:
            if after:
                yield frame
                after -= 1
            else:
                before.append(frame)
        if frame.offset > last and (not after or needle is None or frame.offset > last + _REACH):
            return


def _bounded(frames: Sequence[Frame], offsets: AbstractSet[int]) -> Iterator[Frame]:
    room = MOST_BYTES
    for frame in frames:
        room -= len(frame.data)
        if room >= 0 or frame.offset in offsets:
            yield frame


def captures(frames: Sequence[Frame]) -> Iterator[tuple[int, bytes]]:
    """A capture for each link layer: its number (LINKTYPE_ of tcpdump.org) and the file."""
    for link in sorted({frame.link for frame in frames if frame.link >= 0}):
        records = [_record(frame) for frame in frames if frame.link == link]
        yield link, struct.pack("<IHHiIII", _MAGIC, 2, 4, 0, 0, LONGEST_PACKET, link) + b"".join(records)


def _record(frame: Frame) -> bytes:
    """A record; how long the packet was before it was cut by the capture is not known any more."""
    seconds, micros = divmod(max(frame.time, 0), 1_000_000)
    return struct.pack("<IIII", seconds & 0xFFFFFFFF, micros, len(frame.data), len(frame.data)) + frame.data
