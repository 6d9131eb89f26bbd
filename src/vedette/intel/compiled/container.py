"""The file of a compiled set: named arrays in one file that is mapped, checked before anything of it is used.

    0   8  "vedette" and a zero byte
    8   4  version of the format, little-endian as all that follows
   12   4  0
   16   8  size of the file
   24   8  size of the directory
   32  32  SHA-256 of all behind the header
   64      the directory: JSON, a `Section` for each array
           the arrays, each at a multiple of 64 bytes

A file is made under another name and renamed, and never written again: who has mapped it keeps what it mapped.
"""

from __future__ import annotations

import hashlib
import mmap
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt

from vedette.files.replacing import replacing
from vedette.model.errors import MalformedInput, UnreadableInput

VERSION: Final = 1
"""Of the format; a file of another is refused."""
_MAGIC: Final = b"vedette\0"
_HEADER: Final = struct.Struct("<8sIIQQ32s")
_ALIGNED: Final = 64
_TYPES: Final = ("|u1", "<u4", "<u8", "<i8", "<f8")
"""Of the arrays."""

Array = npt.NDArray[Any]


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where an array stands."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    offset: int
    """Bytes from the start of the file."""


_DIRECTORY: Final = msgspec.json.Decoder(list[Section])


def write_container(path: Path, arrays: Mapping[str, Array]) -> None:
    """Put a file of these arrays in the place of whatever stands there. Raises OSError."""
    directory, starts = _directory(arrays)
    with replacing(path) as file:
        digest = hashlib.sha256()
        file.write(bytes(_HEADER.size))
        offsets = (_HEADER.size, *starts)
        for data, offset in zip((directory, *map(_bytes, arrays.values())), offsets, strict=True):
            for part in (bytes(offset - file.tell()), data):
                digest.update(part)
                file.write(part)
        size = file.tell()
        file.seek(0)
        file.write(_HEADER.pack(_MAGIC, VERSION, 0, size, len(directory), digest.digest()))


def _bytes(array: Array) -> bytes:
    return array.tobytes()


def _directory(arrays: Mapping[str, Array]) -> tuple[bytes, list[int]]:
    """The directory, and where each array begins; its own size moves them, so it is laid out until nothing moves."""
    first = 0
    while True:
        offsets, at = [], _up(_HEADER.size + first)
        for array in arrays.values():
            offsets.append(at)
            at = _up(at + array.nbytes)
        sections = [
            Section(name=name, dtype=array.dtype.str, shape=array.shape, offset=offset)
            for (name, array), offset in zip(arrays.items(), offsets, strict=True)
        ]
        encoded = msgspec.json.encode(sections)
        if len(encoded) <= first:
            return encoded.ljust(first), offsets
        first = len(encoded)


def _up(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED


class Container:
    """The arrays of a file, mapped: processes that open the same file share its memory."""

    def __init__(self, path: Path) -> None:
        """Raises UnreadableInput, and MalformedInput for a file that is not whole."""
        self.path = path
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as error:  # an empty file cannot be mapped
            raise MalformedInput(str(path), "is empty") from error
        except OSError as error:
            raise UnreadableInput(str(path), error.strerror or str(error)) from error
        self._sections = {section.name: section for section in self._checked()}

    def _checked(self) -> list[Section]:
        data = memoryview(self._map)
        if len(data) < _HEADER.size or bytes(data[: len(_MAGIC)]) != _MAGIC:
            raise MalformedInput(str(self.path), "is no compiled set")
        _, version, _, size, directory, digest = _HEADER.unpack_from(data)
        if version != VERSION:
            raise MalformedInput(str(self.path), f"is of format {version}, not {VERSION}")
        if size != len(data):
            raise MalformedInput(str(self.path), f"has {len(data):,} bytes of {size:,}")
        if hashlib.sha256(data[_HEADER.size :]).digest() != digest:
            raise MalformedInput(str(self.path), "is damaged: its checksum differs")
        try:
            sections = _DIRECTORY.decode(data[_HEADER.size : _HEADER.size + directory])
        except msgspec.DecodeError as error:
            raise MalformedInput(str(self.path), f"has no directory: {error}") from error
        if not all(_within(section, size) for section in sections):
            raise MalformedInput(str(self.path), "has an array that is not within it")
        return sections

    def array(self, name: str, dtype: str, dimensions: int = 1) -> Array:
        """An array, which cannot be written to. Raises MalformedInput where there is none of that kind."""
        section = self._sections.get(name)
        if section is None or section.dtype != dtype or len(section.shape) != dimensions:
            raise MalformedInput(str(self.path), f"has no {name} of {dtype}")
        count = int(np.prod(section.shape))
        return np.frombuffer(self._map, dtype, count, section.offset).reshape(section.shape)

    def data(self, name: str) -> memoryview:
        """An array of bytes."""
        return self.array(name, "|u1").data


def _within(section: Section, size: int) -> bool:
    if section.dtype not in _TYPES or section.offset < 0 or any(length < 0 for length in section.shape):
        return False
    length = np.dtype(section.dtype).itemsize
    for extent in section.shape:
        length *= extent
    return section.offset + length <= size


def identity_of(path: Path) -> tuple[int, int] | None:
    """By what a file is told from one that is mapped; null where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
