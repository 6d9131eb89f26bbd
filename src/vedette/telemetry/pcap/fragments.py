"""Fragments of IP datagrams, put together within bounds (RFC 791, RFC 8200 section 4.5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

_PATIENCE: Final = 30_000_000
"""Microseconds until the rest of a datagram is given up, as Linux does."""
_MOST_DATAGRAMS: Final = 1024
_MOST_FRAGMENTS: Final = 256
"""Of one datagram; forty-five carry the longest one over Ethernet."""
_LONGEST: Final = 65_535

Key = tuple[bytes, bytes, int, int]
"""Source, target, protocol, identification."""


@dataclass(slots=True)
class _Datagram:
    since: int
    """Time of its first fragment, in microseconds."""
    pieces: dict[int, bytes] = field(default_factory=dict)
    """By their offset in the datagram; of two with the same offset the first."""
    packets: int = 0
    size: int | None = None
    """Of the whole, once the last fragment is there."""

    def assembled(self) -> bytes | None:
        """The whole, or null while something is missing; of overlapping bytes the first in order stand."""
        if self.size is None:
            return None
        whole = bytearray()
        for offset in sorted(self.pieces):
            if offset > len(whole):
                return None
            whole += self.pieces[offset][len(whole) - offset :]
        return bytes(whole[: self.size]) if len(whole) >= self.size else None


class Fragments:
    """Datagrams of which some fragments are known."""

    def __init__(self) -> None:
        self._datagrams: dict[Key, _Datagram] = {}
        self._lost = 0

    def add(self, key: Key, offset: int, data: bytes, *, last: bool, time: int, packets: int) -> bytes | None:
        """One more fragment; the datagram's payload if this completes it.

        offset: in bytes from the payload's start; time: in microseconds; packets: how many packets are lost with it.
        """
        datagram = self._datagrams.get(key)
        if datagram is not None and time - datagram.since > _PATIENCE:
            self._give_up(key)
            datagram = None
        if datagram is None:
            if len(self._datagrams) >= _MOST_DATAGRAMS:
                self._give_up(next(iter(self._datagrams)))
            datagram = self._datagrams[key] = _Datagram(time)
        datagram.packets += packets
        datagram.pieces.setdefault(offset, data)
        if offset + len(data) > _LONGEST or len(datagram.pieces) > _MOST_FRAGMENTS:
            self._give_up(key)
            return None
        if last:
            datagram.size = offset + len(data)
        whole = datagram.assembled()
        if whole is not None:
            del self._datagrams[key]
        return whole

    def take_lost(self, *, end: bool = False) -> int:
        """Packets given up since the last call: parts of datagrams that never became whole; at the end all left."""
        if end:
            for key in list(self._datagrams):
                self._give_up(key)
        lost, self._lost = self._lost, 0
        return lost

    def _give_up(self, key: Key) -> None:
        self._lost += self._datagrams.pop(key).packets
