"""pcapng files as frames (draft-ietf-opsawg-pcapng): sections, interfaces, enhanced, simple and old packet blocks.

Blocks that hold no packet are skipped, whatever their length. A packet that claims more bytes than its block has is
cut to the block.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from vedette.telemetry.pcap.container import LONGEST_PACKET, Broken, Frame, end_of
from vedette.telemetry.pcap.window import Window

SECTION: Final = b"\x0a\x0d\x0d\x0a"
"""Type of the block that every section, and so every file, starts with; the same in either byte order."""
_ORDERS: Final = {b"\x1a\x2b\x3c\x4d": ">", b"\x4d\x3c\x2b\x1a": "<"}
_SECTION_TYPE, _INTERFACE, _OLD_PACKET, _SIMPLE, _ENHANCED = 0x0A0D0D0A, 1, 2, 3, 6
_LONGEST_BLOCK: Final = LONGEST_PACKET + 64 * 1024
"""A packet and its options."""
_MOST_INTERFACES: Final = 65_536
_RESOLUTION, _TIME_OFFSET = 9, 14


class _Interface(NamedTuple):
    """Where packets of a section were captured."""

    link: int
    snap: int
    """Bytes kept of each packet; 0 for all."""
    ticks: int
    """Units of its time stamps in a second."""
    shift: int
    """Seconds to add to its time stamps."""


_UNDESCRIBED: Final = _Interface(-1, 0, 1_000_000, 0)


def is_pcapng(head: bytes) -> bool:
    """Whether a file that starts so is a pcapng."""
    return head[:4] == SECTION and head[8:12] in _ORDERS


class Pcapng:
    """A pcapng whose first section header is in the window. Raises nothing on hostile content."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.broken: Broken | None = None
        self._order = "<"
        self._interfaces: list[_Interface] = []

    def frames(self) -> Iterator[Frame]:
        """The packets in the order of the file."""
        window = self.window
        while window.has(12):
            head = window.data[window.position : window.position + 12]
            if head[:4] == SECTION:
                self._order, self._interfaces = _ORDERS.get(head[8:], self._order), []
            kind, length = struct.unpack_from(self._order + "II", head)
            wanted = kind in (_INTERFACE, _OLD_PACKET, _SIMPLE, _ENHANCED)
            if length < 12 or (wanted and length > _LONGEST_BLOCK):
                self.broken = Broken.IMPOSSIBLE_LENGTH
                return
            padded = length + -length % 4
            if wanted:
                if not window.has(padded):
                    break
                block = window.data[window.position : window.position + length - 4]
                frame = self._read_block(kind, block, window.offset)
                if frame is not None:
                    yield frame
            if not window.skip(padded):
                self.broken = Broken.DAMAGED if window.broken else Broken.ENDS_WITHIN
                return
        self.broken = end_of(window)

    def _read_block(self, kind: int, block: bytes, offset: int) -> Frame | None:
        if kind == _INTERFACE:
            if len(self._interfaces) < _MOST_INTERFACES and len(block) >= 16:
                self._interfaces.append(self._describe(block))
            return None
        if kind == _SIMPLE:
            interface = self._interface(0)
            (size,) = struct.unpack_from(self._order + "I", block.ljust(12, b"\0"), 8)
            size = min(size, interface.snap or size)
            return Frame(0, interface.link, block[12 : 12 + size], offset)
        number, high, low, size = struct.unpack_from(self._order + "IIII", block.ljust(28, b"\0"), 8)
        if kind == _OLD_PACKET:
            (number,) = struct.unpack_from(self._order + "H", block, 8)
        interface = self._interface(number)
        time = ((high << 32) | low) * 1_000_000 // interface.ticks + interface.shift * 1_000_000
        return Frame(time, interface.link, block[28 : 28 + size], offset)

    def _interface(self, number: int) -> _Interface:
        return self._interfaces[number] if number < len(self._interfaces) else _UNDESCRIBED

    def _describe(self, block: bytes) -> _Interface:
        link, _, snap = struct.unpack_from(self._order + "HHI", block, 8)
        ticks, shift = 1_000_000, 0
        position = 16
        while position + 4 <= len(block):
            option, size = struct.unpack_from(self._order + "HH", block, position)
            value = block[position + 4 : position + 4 + size]
            if option == 0:
                break
            if option == _RESOLUTION and len(value) == 1:
                ticks = 2 ** (value[0] & 0x7F) if value[0] & 0x80 else 10 ** value[0]
            elif option == _TIME_OFFSET and len(value) == 8:
                (shift,) = struct.unpack(self._order + "q", value)
            position += 4 + size + -size % 4
        return _Interface(link, snap, ticks, shift)
