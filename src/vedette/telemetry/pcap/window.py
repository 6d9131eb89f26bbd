"""A stream of bytes as a window that moves forward, so that records of any length are read in bounded memory."""

from __future__ import annotations

from typing import Final

from vedette.model.errors import UnreadableInput
from vedette.telemetry.source import Readable

_CHUNK: Final = 256 * 1024
"""Bytes asked for at a time."""


class Window:
    """The bytes of a stream from a moving position on."""

    __slots__ = ("_base", "_stream", "broken", "data", "position")

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._base = 0
        self.data = b""
        """What is in memory."""
        self.position = 0
        """Where the next record starts in `data`."""
        self.broken = False
        """Whether the stream could not be decompressed to its end."""

    @property
    def offset(self) -> int:
        """Where `position` stands in the stream."""
        return self._base + self.position

    def has(self, size: int) -> bool:
        """Whether `size` bytes stand at `position`, after reading on where needed."""
        return len(self.data) - self.position >= size or self._fill(size)

    def skip(self, size: int) -> bool:
        """Move forward, also past bytes that would not fit in memory; false where the stream ends before."""
        while size > 0:
            if not self.has(1):
                return False
            step = min(size, len(self.data) - self.position)
            self.position += step
            size -= step
        return True

    def _fill(self, size: int) -> bool:
        parts = [self.data[self.position :]]
        have = len(parts[0])
        while have < size and (chunk := self._read()):
            parts.append(chunk)
            have += len(chunk)
        self._base += self.position
        self.data, self.position = b"".join(parts), 0
        return have >= size

    def _read(self) -> bytes:
        if self.broken:
            return b""
        try:
            return self._stream.read(_CHUNK)
        except UnreadableInput:
            self.broken = True
            return b""
