"""CSAF documents of a vendor: an archive of all of them at first, then those that `changes.csv` names.

Red Hat's folder of VEX documents has `archive_latest.txt`, which names a `.tar.zst`, and `changes.csv` with a line for
each document, the newest first: `"2024/cve-2024-0001.json","2024-05-01T10:00:00+00:00"`. `deletions.csv` names those
that are gone. <https://security.access.redhat.com/data/csaf/v2/vex/>
"""

from __future__ import annotations

import csv
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Final, Self

from vedette.files.compression import DAMAGE, Opened
from vedette.model.errors import InputError, MalformedInput
from vedette.vulns.advisories.interface import Advisory, Document
from vedette.vulns.advisories.registry import FORMATS
from vedette.vulns.database import Change
from vedette.vulns.sources.interface import MOST_ARCHIVE, Getting
from vedette.vulns.sources.zip_members import MOST_MEMBER, MOST_MEMBERS, MOST_TOTAL

MOST_CHANGES: Final = 5000
"""Documents fetched one by one; where more changed, the archive is read anew."""
_MOST_HEADER: Final = 1 << 20
PAUSE: Final = 0.2
"""Seconds between documents, out of courtesy."""


@dataclass(frozen=True, slots=True)
class CsafFolder:
    """A folder of CSAF documents."""

    name: str
    title: str
    home: str

    def fetch(self, getting: Getting) -> Change:
        """All documents the first time, and where very much changed; else what changed."""
        changes = _changes(self._text(getting, "changes.csv"), self.home)
        cursor = changes[0][1].isoformat() if changes else ""
        before = getting.before.cursor if getting.before is not None else ""
        newer = [path for path, moment in changes if not before or moment.isoformat() > before]
        if before and len(newer) <= MOST_CHANGES:
            files = list(self._some(getting, newer))
            gone = _gone(self._text(getting, "deletions.csv"))
            return Change(self.name, self.title, _read(files, gone), getting.now, whole=False, cursor=cursor)
        archive = self._text(getting, "archive_latest.txt").strip()
        _check_name(archive, self.home)
        url = getting.address(self.home, archive)
        got = getting.get(url, "archive.tar.zst", most_bytes=MOST_ARCHIVE)
        if got is None:
            raise MalformedInput(url, "answered that nothing changed, which was not asked")
        return Change(self.name, self.title, _unpacked(got.path, url), getting.now, cursor=cursor)

    def _text(self, getting: Getting, name: str) -> str:
        got = getting.get(getting.address(self.home, name), name)
        return "" if got is None else got.path.read_text("utf-8", "replace")

    def _some(self, getting: Getting, paths: list[str]) -> Iterator[Path]:
        for number, path in enumerate(paths):
            _check_name(path, self.home)
            got = getting.get(getting.address(self.home, path), f"{number}.json", most_bytes=MOST_MEMBER)
            if got is not None:
                yield got.path
            getting.sleep(PAUSE)


def _changes(text: str, home: str) -> list[tuple[str, datetime]]:
    """Documents and when they changed, the newest first. Raises MalformedInput."""
    found = []
    try:
        for row in csv.reader(text.splitlines()):
            if len(row) >= 2:
                moment = datetime.fromisoformat(row[1])
                found.append((row[0], moment if moment.tzinfo else moment.replace(tzinfo=UTC)))
    except (csv.Error, ValueError) as error:
        raise MalformedInput(f"{home}/changes.csv", f"is no list of changes: {error}") from None
    return sorted(((path, m.astimezone(UTC)) for path, m in found), key=lambda entry: entry[1], reverse=True)


def _gone(text: str) -> list[str]:
    """The CVEs whose documents were deleted: `"2021/cve-2021-0001.json",…`."""
    names = (PurePosixPath(row[0]).stem.upper() for row in csv.reader(text.splitlines()) if row)
    return [name for name in names if name.startswith("CVE-")]


def _check_name(name: str, home: str) -> None:
    path = PurePosixPath(name)
    if (
        not name
        or path.is_absolute()
        or ".." in path.parts
        or not name.isprintable()
        or "?" in name
        or ":" in name
    ):
        raise MalformedInput(home, f"names a document that leads out of it: {name[:100]!r}")


def _read(files: list[Path], gone: list[str]) -> Iterator[Document]:
    yield Document(advisories=[Advisory(identifier, "CSAF", (), withdrawn=True) for identifier in gone])
    for path in files:
        yield _document(path.read_bytes(), path.name)


def _document(data: bytes, name: str) -> Document:
    try:
        return FORMATS["csaf"].read(data, name)
    except InputError as error:
        document = Document()
        document.rejected[error.reason] += 1
        return document


class _Header(tarfile.TarInfo):
    """A header whose own text is bounded: tarfile keeps extended headers and long names whole."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """The header. Raises tarfile.ReadError where it announces more text than any has."""
        found = super().frombuf(buf, encoding, errors)
        if not found.isfile() and found.size > _MOST_HEADER:
            raise tarfile.ReadError("a header is longer than any should be")
        return found


def _unpacked(path: Path, url: str) -> Iterator[Document]:
    """The documents of an archive, one after the other, never written to disk."""
    left = MOST_TOTAL
    try:
        with Opened(path) as stream, tarfile.open(fileobj=stream, mode="r|", tarinfo=_Header) as archive:  # type: ignore[call-overload]
            for number, member in enumerate(archive):
                if number > MOST_MEMBERS or member.size > MOST_MEMBER or (left := left - member.size) < 0:
                    raise MalformedInput(url, "decompresses to more than is allowed")
                file = archive.extractfile(member) if member.isfile() else None
                if file is not None and member.name.endswith(".json"):
                    yield _document(file.read(), member.name)
    except (tarfile.TarError, *DAMAGE) as error:
        raise MalformedInput(url, f"is no sound archive: {error}") from None
