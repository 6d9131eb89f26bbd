"""Sections of executables (ELF, the System V ABI, chapter 4): where compilers leave what they built."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from vedette.assets.live.tree import Tree

MOST_SIZE: Final = 1 << 30
"""Bytes of an executable that is looked into."""
_MOST_SECTIONS: Final = 4096


@contextmanager
def mapped(tree: Tree, path: str) -> Iterator[mmap.mmap | None]:
    """An executable's bytes, mapped rather than read; null where it is no ELF file or may not be read."""
    with tree.opened(path) as stream:
        if stream is None or stream.read(4) != b"\x7fELF" or not 64 <= stream.seek(0, 2) <= MOST_SIZE:
            yield None
            return
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            yield data


def section(data: mmap.mmap, name: bytes) -> tuple[int, int] | None:
    """Where a section stands: start and length in the file; null where there is none. Both byte orders, 64 bits."""
    order = {1: "<", 2: ">"}.get(data[5])
    if data[4] != 2 or order is None:
        return None
    (table,) = struct.unpack_from(f"{order}Q", data, 0x28)
    size, count, names = struct.unpack_from(f"{order}HHH", data, 0x3A)
    if size < 64 or count > _MOST_SECTIONS or names >= count or table + size * count > len(data):
        return None
    rows = [struct.unpack_from(f"{order}IIQQQQ", data, table + size * index) for index in range(count)]
    strings = rows[names][4]
    for row in rows:
        start, length = row[4], row[5]
        label = strings + row[0]
        if (
            data[label : label + len(name) + 1] == name + b"\0"
            and row[1] != 8
            and start + length <= len(data)
        ):
            return start, length
    return None
