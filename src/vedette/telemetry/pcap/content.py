"""Bodies of HTTP messages: counted whole, kept from their start, decompressed within bounds (RFC 9110 section 8.4)."""

from __future__ import annotations

import zlib
from typing import Final

_FREE: Final = 64 * 1024
"""Decompressed bytes that any body may have."""
_RATIO: Final = 64
"""Decompressed bytes for each compressed one beyond that: text reaches 30, a decompression bomb 1000."""
_STEP: Final = 64 * 1024
"""Decompressed at a time."""
_GZIP: Final = zlib.MAX_WBITS | 32
"""Headers of gzip or zlib, told apart by zlib."""
_HELD_BY_ZLIB: Final = 48 * 1024
CODINGS: Final = ("gzip", "x-gzip", "deflate")
"""Content codings that are decoded; others (br, zstd) are kept as sent."""


class _Inflater:
    """Decompresses a body step by step and stops at what no honest body needs."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(_GZIP)
        self._taken = 0
        self._head = b""
        """The first byte, until the second one is there: two tell whether a header stands before the data."""
        self.given = 0
        """Bytes decompressed."""
        self.stopped = False
        """Whether the rest is not decompressed: damaged, or beyond the bounds."""

    @property
    def worked(self) -> bool:
        """Whether what was decompressed is the body, as far as it came."""
        return not self.stopped and (self.given > 0 or self._zlib.eof)

    def feed(self, data: bytes, keep: int) -> bytes:
        """The first `keep` decompressed bytes of `data`; all are counted."""
        self._taken += len(data)
        first, data, kept = self._taken == len(data) + len(self._head), self._head + data, b""
        if len(data) < 2 and first:
            self._head = data
            return b""
        self._head = b""
        while data and not self.stopped and not self._zlib.eof:
            try:
                out = self._zlib.decompress(data, _STEP)
            except zlib.error:
                # Some servers send "deflate" without the zlib header that RFC 9110 asks for.
                self.stopped = not first or bool(kept)
                self._zlib, first = zlib.decompressobj(-zlib.MAX_WBITS), False
                continue
            data = self._zlib.unconsumed_tail
            self.given += len(out)
            kept += out[: keep - len(kept)]
            self.stopped = self.given > _FREE + _RATIO * self._taken
        return kept


class Content:
    """A body, or what else follows headers."""

    __slots__ = ("_inflater", "_kept", "_limit", "_sent")

    def __init__(self, limit: int, coding: str = "") -> None:
        self._limit = limit
        self._kept = b""
        self._sent = 0
        self._inflater = _Inflater() if coding in CODINGS else None

    @property
    def start(self) -> bytes:
        """The first bytes, decoded where possible."""
        return self._kept

    @property
    def length(self) -> int:
        """Bytes of the whole: decompressed, or as sent where that did not work out."""
        inflater = self._inflater
        return inflater.given if inflater is not None and inflater.worked else self._sent

    @property
    def held(self) -> int:
        """Bytes of memory."""
        return len(self._kept) + (_HELD_BY_ZLIB if self._inflater else 0)

    def add(self, data: bytes) -> None:
        """More of it."""
        self._sent += len(data)
        room = self._limit - len(self._kept)
        if self._inflater is not None:
            self._kept += self._inflater.feed(data, room)
        elif room > 0:
            self._kept += data[:room]

    def close(self) -> None:
        """No more of it: what only decompressing needs is let go."""
        self._sent, self._inflater = self.length, None

    def skip(self, size: int) -> None:
        """A part that the capture lacks."""
        self._sent += size
        self._limit = len(self._kept)
        if self._inflater is not None:
            self._inflater.stopped = True
