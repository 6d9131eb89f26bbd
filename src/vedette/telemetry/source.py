"""Sources: what a user names on the command line, as streams of bytes.

A source is a file, a member of a directory or glob, or standard input (`-`); plain or compressed, recognised by its
first bytes, never by its name.
"""

from __future__ import annotations

import glob
import os
import shutil
import sys
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, Final, Protocol

from vedette.files.compression import DAMAGE, Opened, reason
from vedette.files.documents import HEAD_BYTES
from vedette.model.errors import UnreadableInput

_BLOCK_BYTES: Final = 4 * 1024 * 1024
_STEP_BYTES: Final = 256 * 1024
"""Asked of a decompressor at once: what it made before it meets damage in one step is lost with the step."""


class Readable(Protocol):
    """A stream of bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes; none at the end."""
        ...


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Source:
    """One input, opened as often as needed; a pipe is spooled by `expand` so that it can be."""

    name: str
    """As the user named it; shown in errors and evidence."""
    path: Path
    """Where its bytes are."""
    direct: bool = True
    """Whether the user named it itself; what merely stands in a directory or matches a pattern may be something else."""

    @contextmanager
    def open(self) -> Iterator[Guarded]:
        """The bytes, decompressed. Raises UnreadableInput, also while reading a damaged stream: then at last,
        after all that could be read.
        """
        try:
            stream = Opened(self.path)
        except DAMAGE as error:
            raise UnreadableInput(self.name, reason(error)) from error
        with stream:
            yield Guarded(stream, self.name, _STEP_BYTES if stream.compressed else _BLOCK_BYTES)

    def head(self) -> bytes:
        """Up to HEAD_BYTES from the start, decompressed; empty where nothing can be read."""
        with self.open() as stream:
            return stream.read(HEAD_BYTES)


class Guarded:
    """A stream whose reads are full, and whose damage shows only when all before it is read."""

    def __init__(self, stream: Opened, name: str, step: int) -> None:
        self._stream = stream
        self._name = name
        self._step = step
        self._damage: Exception | None = None
        self._again = b""

    def unread(self, data: bytes, /) -> None:
        """Give the last bytes that were read back, to be read again."""
        if not self._stream.rewound(len(data)):
            self._again = data

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes, fewer only at the end; none at the end."""
        pieces = [self._again] if self._again else []
        missing = max(size - len(self._again), 0) if size >= 0 else size
        self._again = b""
        while missing and self._damage is None:
            try:
                piece = self._stream.read1(self._step if missing < 0 else min(missing, self._step))
            except DAMAGE as error:
                self._damage = error
                break
            if not piece:
                break
            pieces.append(piece)
            missing -= len(piece) if size >= 0 else 0
        if self._damage is not None and not pieces:
            raise UnreadableInput(self._name, reason(self._damage)) from self._damage
        return b"".join(pieces)


def expand(names: Iterable[str]) -> list[Source]:
    """The sources that the names mean, each file once: files, directories and globs in sorted order, `-`.

    Raises UnreadableInput at the first name that means nothing.
    """
    found: dict[Path, Source] = {}
    for name in names:
        try:
            sources = _sources(name)
        except OSError as error:
            raise UnreadableInput(name, reason(error)) from error
        for source in sources:
            found.setdefault(source.path.resolve(), source)
    return list(found.values())


def _sources(name: str) -> list[Source]:
    path = Path(name)
    if name == "-":
        return [_spooled(name, sys.stdin.buffer)]
    if path.is_dir():
        return [Source(str(member), member, direct=False) for member in _members(path)]
    if path.is_file():
        return [Source(name, path)]
    if path.is_fifo():
        with path.open("rb") as pipe:
            return [_spooled(name, pipe)]
    if path.exists():
        raise UnreadableInput(name, "is neither a file, a directory nor a pipe")
    matches = sorted(map(Path, glob.glob(name, recursive=True)))  # noqa: PTH207 - takes absolute patterns too
    files = [Source(str(match), match, direct=False) for match in matches if match.is_file()]
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
