"""The files of a machine, seen from the folder that is its root: `/`, a container's root, or a tree made for a test.

A container decides itself what its links point to. So a path is resolved link by link within the root, as chroot(2)
would, and a link that leads out of it leads to nothing of ours.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import BinaryIO, Final

MOST_LINKS: Final = 40
"""Links followed within one path, as many as Linux itself follows."""
MOST_NAMES: Final = 200_000
"""Names read from one folder; a larger folder is hostile, or of no interest."""

MOST_MATCHES: Final = 10_000
"""Paths that one pattern may match."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A machine's files. Paths are absolute, as the machine itself calls them; what is not there is null."""

    root: Path = Path("/")

    def outside(self, path: str) -> str | None:
        """The path as we call it, all links resolved within the root; null where a part of it is missing."""
        if self.root == Path("/"):
            return path
        pending = [part for part in reversed(path.split("/")) if part not in {"", "."}]
        base, links = str(self.root), 0
        inside: list[str] = []
        while pending:
            part = pending.pop()
            if part == "..":
                inside = inside[:-1]
                continue
            here = "/".join([base, *inside, part])
            try:
                link = _target(here) if stat.S_ISLNK(os.lstat(here).st_mode) else None
            except (OSError, ValueError):
                return None
            if link is None:
                inside.append(part)
                continue
            links += 1
            if links > MOST_LINKS:
                return None
            if link.startswith("/"):
                inside = []
            pending += [name for name in reversed(link.split("/")) if name not in {"", "."}]
        return "/".join([base, *inside])

    def raw(self, path: str) -> str:
        """The path as we call it, with its last part not resolved: for links that are read, not followed."""
        folder, _, name = path.rpartition("/")
        return f"{self.outside(folder or '/') or self.root}/{name}"

    def status(self, path: str) -> os.stat_result | None:
        """What stat(2) says of the file that the path leads to."""
        try:
            outside = self.outside(path)
            return None if outside is None else Path(outside).stat()
        except (OSError, ValueError):
            return None

    def written(self, path: str) -> datetime | None:
        """When the content of a file was last written, UTC; null where it is missing, or the time is none."""
        status = self.status(path)
        try:
            return None if status is None else datetime.fromtimestamp(status.st_mtime, UTC)
        except (OverflowError, ValueError, OSError):
            return None

    def is_file(self, path: str) -> bool:
        """Whether a regular file is there."""
        status = self.status(path)
        return status is not None and stat.S_ISREG(status.st_mode)

    def names(self, path: str) -> list[str]:
        """The names in a folder, in order; none where it is missing or may not be read."""
        outside = self.outside(path)
        if outside is None:
            return []
        try:
            with os.scandir(outside) as entries:
                return sorted(entry.name for entry, _ in zip(entries, range(MOST_NAMES), strict=False))
        except (OSError, ValueError):
            return []

    def glob(self, pattern: str) -> list[str]:
        """The paths that a pattern matches, in order: `*`, `?` and `[…]` within a part of it, as a shell has them."""
        found = ["/"] if pattern.startswith("/") else []
        for part in pattern.split("/"):
            if part and any(sign in part for sign in "*?["):
                found = [
                    f"{folder.rstrip('/')}/{name}"
                    for folder in found
                    for name in self.names(folder)
                    if fnmatchcase(name, part) and not name.startswith(".")
                ][:MOST_MATCHES]
            elif part:
                found = [f"{folder.rstrip('/')}/{part}" for folder in found]
        return [path for path in found if self.status(path) is not None]

    @contextmanager
    def opened(self, path: str) -> Iterator[BinaryIO | None]:
        """The regular file, open for reading; null where there is none, or it may not be read."""
        descriptor = self._open(path)
        if descriptor is None:
            yield None
            return
        with os.fdopen(descriptor, "rb") as stream:
            yield stream

    def _open(self, path: str) -> int | None:
        """Not blocking, so that a pipe that takes the place of a file cannot hold us up."""
        outside = self.outside(path)
        if outside is None:
            return None
        try:
            descriptor = os.open(outside, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        except (OSError, ValueError):
            return None
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            return None
        return descriptor

    def read(self, path: str, most: int) -> bytes | None:
        """The file, of which at most so many bytes; null where it is missing, no file, or may not be read."""
        with self.opened(path) as stream:
            try:
                return None if stream is None else stream.read(most)
            except OSError:
                return None

    def text(self, path: str, most: int) -> str | None:
        """As `read`, decoded; what is no UTF-8 stays as surrogates, so that file names keep their bytes."""
        data = self.read(path, most)
        return None if data is None else data.decode("utf-8", "surrogateescape")

    def link(self, path: str) -> str | None:
        """What a symbolic link says, not followed; null where there is none, or it may not be read."""
        try:
            return _target(self.raw(path))
        except (OSError, ValueError):
            return None

    def links(self, path: str) -> dict[str, str] | None:
        """What the links in a folder say, by name; null where the folder may not be read."""
        folder = self.raw(path)
        try:
            with os.scandir(folder) as entries:
                names = [entry.name for entry, _ in zip(entries, range(MOST_NAMES), strict=False)]
        except OSError as error:
            return None if isinstance(error, PermissionError) else {}
        found = {}
        for name in sorted(names):
            try:
                found[name] = _target(f"{folder}/{name}")
            except OSError:
                continue
        return found


def _target(path: str) -> str:
    """As the kernel says it: a Path would make `a/./b` of it `a/b`."""
    return os.readlink(path)  # noqa: PTH115
