"""Compressed frames that follow one another in a file (bzip2 streams, xz streams, zstd frames), as one stream."""

from __future__ import annotations

from collections.abc import Callable
from io import BufferedReader, RawIOBase
from typing import BinaryIO, Final, Protocol

_INPUT_BYTES: Final = 16 * 1024
"""Compressed bytes taken from the file at once; what stands behind a frame is copied for each frame."""


class Decompressor(Protocol):
    """Decompresses one frame, as `bz2`, `lzma` and `zstd` of the standard library do."""

    @property
    def eof(self) -> bool:
        """Whether the frame has ended."""
        ...

    @property
    def needs_input(self) -> bool:
        """Whether it can give no more before it is given more."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What it was given behind the frame's end."""
        ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """At most `max_length` bytes more."""
        ...


class _Decompressed(RawIOBase):
    def __init__(self, raw: BinaryIO, new: Callable[[], Decompressor]) -> None:
        self._raw = raw
        self._new = new
        self._frame = new()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        """Fill the buffer by what one step gives. Raises EOFError where the file ends within a frame."""
        while True:
            given = self._input()
            if given is None:
                return 0
            data = self._frame.decompress(given, len(buffer))
            if data:
                buffer[: len(data)] = data
                return len(data)

    def _input(self) -> bytes | None:
        """What the frame is to be given next, after a new one is begun where the last has ended; null at the end."""
        if self._frame.eof:
            following = self._frame.unused_data.lstrip(
                b"\0"
            )  # padding: the .xz format's, and that of archives
            while not following:
                more = self._raw.read(_INPUT_BYTES)
                if not more:
                    return None
                following = more.lstrip(b"\0")
            self._frame = self._new()
            return following
        if not self._frame.needs_input:
            return b""
        given = self._raw.read(_INPUT_BYTES)
        if not given:
            raise EOFError("Compressed file ended before the end of the stream was reached")
        return given


class Frames(BufferedReader):
    """The bytes of all frames of a file; its rest behind the last must be a frame or zeros.

    new: makes a decompressor for one frame. Reading raises what that raises, and EOFError where the file is cut off.
    """

    def __init__(self, raw: BinaryIO, new: Callable[[], Decompressor]) -> None:
        super().__init__(_Decompressed(raw, new), _INPUT_BYTES)
