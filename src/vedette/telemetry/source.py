"""Sources: what a user names on the command line, as streams of bytes.

A source is a file, a member of a directory or glob, or standard input (`-`); plain or compressed, recognised by its
first bytes, never by its name.
"""

from __future__ import annotations

import bz2
import glob
import gzip
import lzma
import os
import shutil
import sys
import weakref
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, Final, Protocol

from vedette.model.errors import UnreadableInput

HEAD_BYTES: Final = 64 * 1024
"""Enough to recognise every format, headers of Zeek included."""
_BLOCK_BYTES: Final = 4 * 1024 * 1024
_STEP_BYTES: Final = 256 * 1024
"""Asked of a decompressor at once: what it made before it meets damage in one step is lost with the step."""
_DAMAGE: Final = (OSError, EOFError, zlib.error, lzma.LZMAError)
"""What the decompressors raise; gzip.BadGzipFile is an OSError."""


class Readable(Protocol):
    """A stream of bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes; none at the end."""
        ...


class _Stream(Readable, Protocol):
    def read1(self, size: int = -1, /) -> bytes:
        """What one step gives, at most `size` bytes; none at the end."""
        ...

    def close(self) -> None: ...


_DECOMPRESSORS: Final[Mapping[bytes, Callable[[Path], _Stream]]] = {
    b"\x1f\x8b\x08": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\0": lzma.open,
}
"""By the bytes that a file begins with (RFC 1952, bzip2, the .xz file format)."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Source:
    """One input, opened as often as needed; a pipe is spooled by `expand` so that it can be."""

    name: str
    """As the user named it; shown in errors and evidence."""
    path: Path
    """Where its bytes are."""

    @contextmanager
    def open(self) -> Iterator[Readable]:
        """The bytes, decompressed. Raises UnreadableInput, also while reading a damaged stream: then at last,
        after all that could be read.
        """
        try:
            decompress = self._decompressor()
            stream: _Stream = self.path.open("rb") if decompress is None else decompress(self.path)
        except _DAMAGE as error:
            raise UnreadableInput(self.name, _reason(error)) from error
        try:
            yield _Guarded(stream, self.name, _BLOCK_BYTES if decompress is None else _STEP_BYTES)
        finally:
            stream.close()

    @property
    def compressed(self) -> bool:
        """Whether the bytes must be decompressed, so that they can only be read in order."""
        return self._decompressor() is not None

    def head(self) -> bytes:
        """Up to HEAD_BYTES from the start, decompressed; empty where nothing can be read."""
        with self.open() as stream:
            return stream.read(HEAD_BYTES)

    def _decompressor(self) -> Callable[[Path], _Stream] | None:
        with self.path.open("rb") as raw:
            start = raw.read(max(map(len, _DECOMPRESSORS)))
        return next((open_ for magic, open_ in _DECOMPRESSORS.items() if start.startswith(magic)), None)


class _Guarded:
    """A stream whose reads are full, and whose damage shows only when all before it is read."""

    def __init__(self, stream: _Stream, name: str, step: int) -> None:
        self._stream = stream
        self._name = name
        self._step = step
        self._damage: Exception | None = None

    def read(self, size: int = -1, /) -> bytes:
        pieces: list[bytes] = []
        missing = size
        while missing and self._damage is None:
            try:
                piece = self._stream.read1(self._step if missing < 0 else min(missing, self._step))
            except _DAMAGE as error:
                self._damage = error
                break
            if not piece:
                break
            pieces.append(piece)
            missing -= len(piece) if size >= 0 else 0
        if self._damage is not None and not pieces:
            raise UnreadableInput(self._name, _reason(self._damage)) from self._damage
        return b"".join(pieces)


def _reason(error: Exception) -> str:
    """In words, without the path that the message names anyway."""
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


def expand(names: Iterable[str]) -> list[Source]:
    """The sources that the names mean, each file once: files, directories and globs in sorted order, `-`.

    Raises UnreadableInput at the first name that means nothing.
    """
    found: dict[Path, Source] = {}
    for name in names:
        try:
            sources = _sources(name)
        except OSError as error:
            raise UnreadableInput(name, _reason(error)) from error
        for source in sources:
            found.setdefault(source.path.resolve(), source)
    return list(found.values())


def _sources(name: str) -> list[Source]:
    path = Path(name)
    if name == "-":
        return [_spooled(name, sys.stdin.buffer)]
    if path.is_dir():
        return [Source(str(member), member) for member in _members(path)]
    if path.is_file():
        return [Source(name, path)]
    if path.is_fifo():
        with path.open("rb") as pipe:
            return [_spooled(name, pipe)]
    if path.exists():
        raise UnreadableInput(name, "is neither a file, a directory nor a pipe")
    matches = sorted(map(Path, glob.glob(name, recursive=True)))  # noqa: PTH207 - takes absolute patterns too
    files = [Source(str(match), match) for match in matches if match.is_file()]
    if not files:
        raise UnreadableInput(name, "there is no such file or directory")
    return files


def _members(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders.sort()
        for file in sorted(files):
            member = Path(parent, file)
            if member.is_file():
                yield member


def _spooled(name: str, pipe: BinaryIO) -> Source:
    """The pipe's bytes in a nameless file, which goes when the source does, however the process ends."""
    with TemporaryFile() as spool:
        shutil.copyfileobj(pipe, spool, _BLOCK_BYTES)
        spool.flush()
        descriptor = os.dup(spool.fileno())
    source = Source(name, Path(f"/proc/self/fd/{descriptor}"))
    weakref.finalize(source, os.close, descriptor)
    return source
