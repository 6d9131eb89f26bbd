"""The members of a ZIP file that came from elsewhere, read one by one and never written to disk."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from vedette.model.errors import MalformedInput

MOST_MEMBERS: Final = 2_000_000
"""All CVE records are some 350,000 members."""
MOST_MEMBER: Final = 64 << 20
"""Bytes of one member, decompressed: the largest records have some 10 MB."""
MOST_TOTAL: Final = 64 << 30
"""Bytes of all members together, decompressed."""
_ENCRYPTED: Final = 0x1
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be in a file."""

    members: int = MOST_MEMBERS
    member: int = MOST_MEMBER
    total: int = MOST_TOTAL


def members(path: Path, url: str, ending: str, limits: Limits = Limits()) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each member that ends so. Raises MalformedInput, which names the URL.

    Refused are files with members that lead out of a folder, encrypted ones, and those that decompress to too much:
    what a member says of its own size is not believed.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            if len(infos) > limits.members:
                raise MalformedInput(url, f"holds more than {limits.members:,} members")
            left = limits.total
            for info in infos:
                _check(info, url)
                if info.is_dir() or not info.filename.endswith(ending):
                    continue
                with archive.open(info) as stream:
                    data = stream.read(min(limits.member, left) + 1)
                if len(data) > limits.member:
                    raise MalformedInput(
                        url, f"{info.filename} decompresses to more than {limits.member >> 20} MiB"
                    )
                left -= len(data)
                if left < 0:
                    raise MalformedInput(url, f"decompresses to more than {limits.total:,} bytes")
                yield info.filename, data
    except _DAMAGE as error:
        raise MalformedInput(url, f"is no sound ZIP file: {error}") from None


def _check(info: zipfile.ZipInfo, url: str) -> None:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0:1]:
        raise MalformedInput(url, f"holds a member that leads out of it: {info.filename!r}")
    if info.flag_bits & _ENCRYPTED:
        raise MalformedInput(url, f"holds an encrypted member: {info.filename!r}")
