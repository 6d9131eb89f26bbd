"""The file: a ZIP archive (APPNOTE 6.3) that is not compressed, in a fixed order, without times.

The same members give the same bytes, on every machine. So a file is checked by making it again from its members: what
no hash is of, the archive's own headers, is then known to be as it was as well.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from io import BytesIO
from typing import Final
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from vedette.run.evidence.manifest import MANIFEST, MOST_FILES, SIGNATURE

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_BROKEN: Final = (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, struct.error)
"""What reading a broken archive raises."""


def packed(members: Mapping[str, bytes]) -> bytes:
    """The archive of these members: manifest and signature first, then by path."""
    first = [name for name in (MANIFEST, SIGNATURE) if name in members]
    target = BytesIO()
    with ZipFile(target, "w", ZIP_STORED) as archive:
        for name in (*first, *sorted(members.keys() - set(first))):
            member = ZipInfo(name, _EPOCH)
            member.create_system = _UNIX
            member.external_attr = 0o600 << 16
            archive.writestr(member, members[name])
    return target.getvalue()


def unpacked(data: bytes) -> tuple[dict[str, bytes], list[str]]:
    """The members, and what is wrong with the archive."""
    members: dict[str, bytes] = {}
    faults: list[str] = []
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > len(data):
                return {}, ["holds more than its size allows: not looked at further"]
            for entry in entries:
                if entry.filename in members:
                    faults.append(f"{entry.filename} stands in it twice")
                try:
                    members[entry.filename] = _read(archive, entry)
                except _BROKEN as error:
                    faults.append(f"{entry.filename} cannot be read: {error}")
    except _BROKEN as error:
        faults.append(f"is no archive, or a broken one: {error}")
    if not faults and packed(members) != data:
        faults.append("its archive was changed between its files")
    return members, faults


def _read(archive: ZipFile, entry: ZipInfo) -> bytes:
    if entry.compress_type != ZIP_STORED:
        raise NotImplementedError("it is compressed, which no evidence file is")
    return archive.read(entry)
