"""Paths that a process holds in its memory: how an interpreter shows which modules it has imported.

A module that is written in a scripting language is read, not mapped, so the kernel keeps no trace of it. The
interpreter does: the path of the file that each function came from. Only such paths are kept of what is read here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from vedette.assets.live.figures import is_hexadecimal
from vedette.assets.live.tree import Tree

MOST_MEMORY: Final = 512 << 20
"""Bytes searched of one process."""
_BLOCK: Final = 8 << 20
_LONGEST: Final = 1024
"""Bytes of a path that is recognised."""
_ENDS: Final = frozenset(range(0x21)) | frozenset(b"\"'<>|;,()`") | frozenset(range(0x7F, 0x100))
"""Bytes that end a path; one with others in it than plain ASCII is not recognised."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was found in a process' memory."""

    paths: frozenset[str]
    not_seen: str | None
    """What of the memory was not searched, and what follows, as a clause; null where all of it was."""


def remembered_paths(tree: Tree, pid: int, marker: bytes) -> Remembered | None:
    """Absolute paths that hold the marker; null where the memory may not be read.

    marker: a part of the path that is looked for, such as `-packages/`.
    """
    areas = _areas(tree, pid)
    try:
        memory = os.open(tree.raw(f"/proc/{pid}/mem"), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    found: set[bytes] = set()
    try:
        for block in _blocks(memory, areas):
            found.update(_paths(block, marker))
    finally:
        os.close(memory)
    size = sum(end - start for start, end in areas)
    most = f"its memory beyond {MOST_MEMORY >> 20} MiB, which may hold more modules"
    return Remembered(frozenset(path.decode() for path in found), most if size > MOST_MEMORY else None)


def _areas(tree: Tree, pid: int) -> list[tuple[int, int]]:
    """Start and end of the memory that is the process' own and holds data."""
    areas = []
    for line in (tree.text(f"/proc/{pid}/maps", 64 << 20) or "").splitlines():
        fields = line.split(maxsplit=5)
        place = fields[5] if len(fields) == 6 else ""
        if (
            len(fields) >= 5
            and fields[1].startswith("rw-p")
            and (not place or place.startswith(("[heap", "[anon")))
        ):
            start, _, end = fields[0].partition("-")
            if is_hexadecimal(start) and is_hexadecimal(end):
                areas.append((int(start, 16), int(end, 16)))
    return areas


def _blocks(memory: int, areas: list[tuple[int, int]]) -> Iterator[bytes]:
    """The memory in blocks that overlap by the length of a path."""
    left = MOST_MEMORY
    for start, end in areas:
        at = start
        while at < end and left > 0:
            try:
                block = os.pread(memory, min(_BLOCK, end - at), at)
            except (OSError, OverflowError):
                break
            if not block:
                break
            yield block
            left -= len(block)
            at += len(block)
            if at < end and len(block) > _LONGEST:
                at -= _LONGEST


def _paths(block: bytes, marker: bytes) -> Iterator[bytes]:
    at = block.find(marker)
    while at != -1:
        start, end = at, at + len(marker)
        while start > 0 and at - start < _LONGEST and block[start - 1] not in _ENDS:
            start -= 1
        while end < len(block) and end - at < _LONGEST and block[end] not in _ENDS:
            end += 1
        text = block[start:end].removeprefix(b"file://")
        root = text.find(b"/")
        if root != -1 and root < at - start + len(marker):
            yield text[root:]
        at = block.find(marker, end)
