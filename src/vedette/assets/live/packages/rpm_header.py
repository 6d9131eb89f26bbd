"""Headers of RPM packages, as the database keeps them (RPM V4 header structure, without its magic).

Two counts of 32 bits, big-endian: entries and bytes of data. Then the entries, four numbers each: tag, type, offset
into the data, count. Then the data. Tags after `rpmtag.h`.
"""

from __future__ import annotations

import struct
from enum import IntEnum
from typing import Final

_MOST_ENTRIES: Final = 1 << 16
_MOST_FILES: Final = 1_000_000
_INT32, _STRINGS = 4, frozenset({6, 8, 9})
"""Types of values: 32-bit numbers; a string, many strings, strings in several languages."""


class Tag(IntEnum):
    """Tags that are read."""

    NAME = 1000
    VERSION = 1001
    RELEASE = 1002
    EPOCH = 1003
    INSTALL_TIME = 1008
    ARCH = 1022
    SOURCE_RPM = 1044
    DIRECTORY_INDEXES = 1116
    BASE_NAMES = 1117
    DIRECTORY_NAMES = 1118
    MODULARITY_LABEL = 5096


class Header:
    """One header. Raises ValueError where it is broken."""

    def __init__(self, blob: bytes) -> None:
        if len(blob) < 8:
            raise ValueError("its header is cut short")
        count, size = struct.unpack_from(">II", blob)
        start = 8 + count * 16
        if count > _MOST_ENTRIES or start + size > len(blob):
            raise ValueError("its header says it is longer than it is")
        self._data = blob[start : start + size]
        entries = struct.iter_unpack(">IIII", blob[8:start])
        self._entries = {tag: (kind, offset, number) for tag, kind, offset, number in entries}

    def text(self, tag: Tag) -> str | None:
        """The string of a tag; null where there is none."""
        return next(iter(self.texts(tag, 1)), None)

    def texts(self, tag: Tag, most: int = _MOST_FILES) -> list[str]:
        """The strings of a tag."""
        kind, offset, count = self._entries.get(tag, (0, 0, 0))
        if kind not in _STRINGS or not count:
            return []
        wanted = 1 if kind == 6 else min(count, most)
        parts = self._data[offset:].split(b"\0", wanted)[:wanted]
        return [part.decode("utf-8", "surrogateescape") for part in parts]

    def numbers(self, tag: Tag) -> tuple[int, ...]:
        """The 32-bit numbers of a tag. Raises ValueError where they reach beyond the data."""
        kind, offset, count = self._entries.get(tag, (0, 0, 0))
        if kind != _INT32 or count > _MOST_FILES:
            return ()
        try:
            return struct.unpack_from(f">{count}I", self._data, offset)
        except struct.error:
            raise ValueError("its header points beyond its end") from None

    def files(self) -> list[str]:
        """Absolute paths of its files: each a folder's number and a name."""
        folders = self.texts(Tag.DIRECTORY_NAMES)
        places = zip(self.numbers(Tag.DIRECTORY_INDEXES), self.texts(Tag.BASE_NAMES), strict=False)
        return [folders[index] + name for index, name in places if index < len(folders)]
