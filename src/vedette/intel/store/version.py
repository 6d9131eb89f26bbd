"""One accepted version of a feed: a folder that is made whole, and never changed afterwards."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
import polars as pl

from vedette.files.documents import read_document
from vedette.intel.gate.decision import Counts
from vedette.intel.gate.interface import Candidate
from vedette.intel.gate.reading import Profile, read_list
from vedette.intel.provenance import Provenance
from vedette.intel.store import disk
from vedette.intel.store.seen import Seen, packed, unpacked
from vedette.intel.vetting import vet
from vedette.model.errors import MalformedInput, UnreadableInput

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

DOCUMENT: Final = "document"
"""The file that holds the document."""
_RECORD: Final = "version.json"
_SEEN: Final = ("seen-v4.parquet", "seen-v6.parquet")
FILES: Final = (DOCUMENT, _RECORD, *_SEEN)
"""All files of a version."""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept beside a version's document."""

    number: int
    """1 for a feed's first version; never given twice."""
    sha256: str
    """Of the document as it was fetched, in hexadecimal."""
    fetched_at: datetime
    fetched_bytes: int
    decoded_bytes: int
    format: str
    """The format in which it was read, and is read from then on."""
    compressed: bool
    """Whether the document is compressed by us (zstd), rather than kept as it was fetched."""
    provenance: Provenance
    counts: Counts


@dataclass(frozen=True, slots=True)
class Version:
    """A version on disk."""

    folder: Path
    record: Record

    @property
    def number(self) -> int:
        """Its number."""
        return self.record.number

    def fingerprint(self) -> str:
        """A hash of all its files as they stand now, damage included. Raises UnreadableInput."""
        found = hashlib.sha256()
        for name in (_RECORD, DOCUMENT, *_SEEN):
            try:
                found.update(hashlib.sha256((self.folder / name).read_bytes()).digest())
            except OSError as error:
                raise UnreadableInput(str(self.folder / name), error.strerror or str(error)) from error
        return found.hexdigest()

    def candidate(self, profile: Profile, most_mib: int) -> Candidate:
        """The version, read and vetted again. Raises InputError where its files are damaged."""
        path = self.folder / DOCUMENT
        data = read_document(path, most_mib)
        if sha256(data if self.record.compressed else path.read_bytes()) != self.record.sha256:
            raise MalformedInput(str(path), "is not the document that was accepted")
        feed = read_list(data, replace(profile, format=self.record.format), str(path))
        return Candidate(vet(feed), self.record.provenance, self.record.fetched_bytes, len(data))

    def seen(self) -> Seen:
        """When its entries, and those of versions before it, were named. Raises InputError."""
        try:
            return unpacked({name: (self.folder / name).read_bytes() for name in _SEEN})
        except (OSError, pl.exceptions.PolarsError) as error:
            raise UnreadableInput(str(self.folder), f"cannot be read: {error}") from error


def sha256(data: bytes) -> str:
    """The hash of a document, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def stored(document: bytes, *, decoded: bytes) -> tuple[bytes, bool]:
    """The document as it is kept, and whether we compressed it: one that came compressed is kept as it is."""
    return (document, False) if document != decoded else (zstd.compress(document), True)


def make_version(folder: Path, document: bytes, record: Record, seen: Seen) -> None:
    """Write a version. document: as it is kept. The folder must not be there, and is not seen until it is whole."""
    unfinished = folder.with_name(f".{folder.name}")
    disk.remove(unfinished)
    disk.make(unfinished)
    disk.write(unfinished / DOCUMENT, document)
    for name, data in packed(seen).items():
        disk.write(unfinished / name, data)
    disk.write(unfinished / _RECORD, msgspec.json.format(msgspec.json.encode(record)))
    disk.rename(unfinished, folder)


def open_version(folder: Path) -> Version:
    """A version on disk. Raises UnreadableInput, MalformedInput."""
    path = folder / _RECORD
    try:
        return Version(folder, msgspec.json.decode(path.read_bytes(), type=Record))
    except OSError as error:
        raise UnreadableInput(str(path), error.strerror or str(error)) from error
    except msgspec.DecodeError as error:
        raise MalformedInput(str(path), str(error)) from error


def renumber(folder: Path, number: int) -> None:
    """Give a version that is not in its place yet another number. Raises InputError."""
    record = msgspec.structs.replace(open_version(folder).record, number=number)
    disk.write(folder / _RECORD, msgspec.json.format(msgspec.json.encode(record)))
