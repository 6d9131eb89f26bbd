"""Sources: what a user names on the command line, as streams of bytes.

A source is a file, a member of a directory or glob, or standard input (`-`); plain or compressed, recognised by its
first bytes, never by its name.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from vedette.model.errors import UnreadableInput

HEAD_BYTES: Final = 64 * 1024
"""Enough to recognise every format, headers of Zeek included."""
_GZIP: Final = b"\x1f\x8b"


class Readable(Protocol):
    """A stream of bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes; none at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Source:
    """One input, opened as often as needed; standard input is spooled by its maker so that it can be."""

    name: str
    """As the user named it; shown in errors and evidence."""
    path: Path
    """Where its bytes are."""

    @contextmanager
    def open(self) -> Iterator[Readable]:
        """The bytes, decompressed. Raises UnreadableInput, also while reading a damaged stream."""
        try:
            if self.compressed:
                with gzip.open(self.path, "rb") as stream:
                    yield stream
            else:
                with self.path.open("rb") as stream:
                    yield stream
        except (OSError, EOFError, gzip.BadGzipFile) as error:
            raise UnreadableInput(self.name, str(error)) from error

    @property
    def compressed(self) -> bool:
        """Whether the bytes must be decompressed, so that they can only be read in order."""
        with self.path.open("rb") as raw:
            return raw.read(2) == _GZIP

    def head(self) -> bytes:
        """Up to HEAD_BYTES from the start, decompressed."""
        with self.open() as stream:
            return stream.read(HEAD_BYTES)
