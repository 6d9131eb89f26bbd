"""Compressed files, recognised by their first bytes, never by their name.

What they decompress to has no bound of its own: who reads a stream holds little of it at once, and who reads a file
whole says how much that may be (`vedette.files.documents`). What a decompressor itself may hold is bounded here.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import sys
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO, Final, Protocol, Self

from vedette.files.frames import Frames

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

DAMAGE: Final = (OSError, EOFError, zlib.error, lzma.LZMAError, zstd.ZstdError)
"""What opening and decompressing raise; gzip.BadGzipFile is an OSError."""
XZ_MEMORY: Final = 80 * 1024 * 1024
"""Bytes that decompressing xz may hold: `xz -9` asks for 65 MiB, a hostile file for 4 GiB."""
ZSTD_WINDOW_LOG: Final = 27
"""Of the largest window, 128 MiB: as much as `zstd` itself allows unless told otherwise, and `--ultra -22` asks for."""


class Stream(Protocol):
    """A stream of bytes that is closed after use."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes; none at the end."""
        ...

    def read1(self, size: int = -1, /) -> bytes:
        """What one step gives, at most `size` bytes; none at the end."""
        ...

    def close(self) -> None:
        """Give the file back."""
        ...


def _xz() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY)


def _zstd() -> zstd.ZstdDecompressor:
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: ZSTD_WINDOW_LOG})


_DECOMPRESSORS: Final[Mapping[bytes, Callable[[BinaryIO], Stream]]] = {
    b"\x1f\x8b\x08": lambda raw: gzip.GzipFile(fileobj=raw),
    b"BZh": lambda raw: Frames(raw, bz2.BZ2Decompressor),
    b"\xfd7zXZ\0": lambda raw: Frames(raw, _xz),
    b"\x28\xb5\x2f\xfd": lambda raw: Frames(raw, _zstd),
    b"\x50\x2a\x4d\x18": lambda raw: Frames(raw, _zstd),  # pzstd opens with a frame that is to be skipped
}
"""By the bytes that a file begins with (RFC 1952, bzip2, the .xz file format, RFC 8878)."""
_LONGEST: Final = max(map(len, _DECOMPRESSORS))


class Opened:
    """An open file and the stream of what is in it, decompressed; both are closed together."""

    def __init__(self, path: Path) -> None:
        raw = path.open("rb")
        start = raw.peek(_LONGEST)  # a pipe (`<(command)`) cannot be wound back
        decompress = next((d for magic, d in _DECOMPRESSORS.items() if start.startswith(magic)), None)
        self.compressed = decompress is not None
        """Whether the bytes are decompressed, so that they can only be read in order."""
        self._raw = raw
        self._stream: Stream = raw if decompress is None else decompress(raw)
        self.read, self.read1 = self._stream.read, self._stream.read1

    def rewound(self, size: int) -> bool:
        """Go so many bytes back; false where the bytes are decompressed, and cannot be read again."""
        if not self.compressed:
            self._raw.seek(-size, os.SEEK_CUR)
        return not self.compressed

    def close(self) -> None:
        """Close the stream and the file below it."""
        self._stream.close()
        self._raw.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def reason(error: Exception) -> str:
    """An error of DAMAGE in words, without the path that the message names anyway."""
    said = error.strerror if isinstance(error, OSError) else None
    return said or str(error) or type(error).__name__
