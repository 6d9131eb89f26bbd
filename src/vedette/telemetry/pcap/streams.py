"""One direction of a TCP flow put in order (RFC 9293): overlaps, retransmissions, gaps, within bounds.

Of bytes sent twice those that came first stand. Payload is counted by sequence numbers, so that a retransmission
counts once and a piece that the capture missed counts too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

_NUMBERS: Final = 1 << 32
_HALF: Final = 1 << 31
_WINDOW: Final = 64 * 1024 * 1024
"""Segments further off than this belong to no window in use: a forged or broken one must not move the stream."""
_MOST_WAITING: Final = 256 * 1024
"""Bytes held behind a gap; a longer wait means that the capture lacks the missing piece."""
_MOST_PIECES: Final = 512
OPENING: Final = 2048
"""Bytes kept from the start of each direction: with the key shares of today a TLS hello needs as much."""


class Piece(NamedTuple):
    """Consecutive bytes of a stream, in order."""

    data: bytes
    missing: int
    """Bytes that the capture lacks, after `data`."""
    time: int
    """Of the packet that brought it."""
    offset: int


class Side:
    """What one end of a flow sent."""

    __slots__ = ("opening", "size", "spoke")

    def __init__(self) -> None:
        self.spoke = False
        """Whether it sent any packet."""
        self.size = 0
        """Bytes of payload, as far as known."""
        self.opening = b""
        """The first of them."""

    def keep(self, data: bytes) -> None:
        """Keep the start of the payload; data: what follows."""
        if len(self.opening) < OPENING:
            self.opening += data[: OPENING - len(self.opening)]


class Stream(Side):
    """One direction of a TCP flow."""

    __slots__ = ("_next", "_read", "_waiting", "began", "ended", "waiting")

    def __init__(self) -> None:
        super().__init__()
        self.began = False
        """Whether it sent a SYN."""
        self.ended = False
        """Whether it sent a FIN."""
        self._next = -1
        """Sequence number of the next byte; -1 until one is known."""
        self._read = 0
        """Bytes from the start to `_next`; `size` counts to the furthest that is known."""
        self._waiting: dict[int, Piece] | None = None
        """Pieces behind a gap, by their place from the start; `missing` is what their packet was cut by."""
        self.waiting = 0
        """Bytes in them."""

    def begin(self, sequence: int) -> None:
        """A SYN: the first byte follows this number. A second one with another number starts anew if nothing came."""
        if self._next < 0 or not self.size:
            self._next = (sequence + 1) % _NUMBERS

    def locate(self, sequence: int) -> None:
        """A packet without payload: the next byte has this number, if nothing told it before."""
        if self._next < 0:
            self._next = sequence % _NUMBERS

    def end(self, sequence: int) -> None:
        """A FIN: the payload ends at this number, whether or not all of it was captured."""
        if self._next >= 0:
            ahead = (sequence - self._next + _HALF) % _NUMBERS - _HALF
            if 0 < ahead < _WINDOW:
                self.size = max(self.size, self._read + ahead)

    def add(self, sequence: int, data: bytes, size: int, time: int, offset: int) -> list[Piece]:
        """A segment of `size` bytes of which `data` was captured; what can now be read in order."""
        if self._next < 0:
            self._next = sequence % _NUMBERS
        ahead = (sequence - self._next + _HALF) % _NUMBERS - _HALF
        if ahead < 0:
            if size <= -ahead:
                return []
            data, size, ahead = data[-ahead:], size + ahead, 0
        if ahead > _WINDOW:
            return []
        self.size = max(self.size, self._read + ahead + size)
        piece = Piece(data, size - len(data), time, offset)
        if ahead == 0:
            self._advance(size)
            if not self._waiting:
                return [piece]
            return [piece, *self._in_order(self._waiting)]
        return self._wait(self._read + ahead, piece)

    def flush(self) -> Iterator[Piece]:
        """All that still waits, and what is missing before it, at the end of a flow."""
        while self._waiting:
            yield from self._jump(self._waiting)
        if self.size > self._read:
            missing = self.size - self._read
            self._advance(missing)
            yield Piece(b"", missing, 0, 0)

    def _wait(self, place: int, piece: Piece) -> list[Piece]:
        if self._waiting is None:
            self._waiting = {}
        known = self._waiting.get(place)
        if known is None or len(known.data) < len(piece.data):
            self._waiting[place] = piece
            self.waiting += len(piece.data) - (len(known.data) if known else 0)
        if self.waiting > _MOST_WAITING or len(self._waiting) > _MOST_PIECES:
            return self._jump(self._waiting)
        return []

    def _jump(self, waiting: dict[int, Piece]) -> list[Piece]:
        """Read on behind the gap before the first piece that waits."""
        first = min(waiting)
        missing = first - self._read
        if missing <= 0:
            return self._in_order(waiting)
        self._advance(missing)
        return [Piece(b"", missing, waiting[first].time, waiting[first].offset), *self._in_order(waiting)]

    def _in_order(self, waiting: dict[int, Piece]) -> list[Piece]:
        """The pieces that wait no longer, trimmed to what is new in each."""
        ready = []
        for place in sorted(waiting):
            if place > self._read:
                break
            piece = waiting.pop(place)
            self.waiting -= len(piece.data)
            known = self._read - place
            size = len(piece.data) + piece.missing - known
            if size > 0:
                data = piece.data[known:]
                ready.append(Piece(data, size - len(data), piece.time, piece.offset))
                self._advance(size)
        return ready

    def _advance(self, size: int) -> None:
        self._next = (self._next + size) % _NUMBERS
        self._read += size
