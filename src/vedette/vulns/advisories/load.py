"""Loads advisories from files and directories."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final, cast

from vedette.model.errors import InputError, UnknownFormat, UnreadableInput
from vedette.vulns.advisories.index import AdvisoryIndex, FileAccount, build
from vedette.vulns.advisories.interface import Document
from vedette.vulns.advisories.registry import FORMATS, recognise

MAX_BYTES: Final = 2 << 30
"""A larger document is hostile: all of the NVD in one file has some 1.5 GB."""
_HEAD: Final = 64 << 10


def load(paths: Iterable[str | Path]) -> AdvisoryIndex:
    """All advisories of the files, and of the directories with all that is in them.

    What is found in a directory and is no advisory is skipped, and what is broken is rejected; the index's accounts
    name both. A file that was named itself must be readable: UnreadableInput, UnknownFormat or MalformedInput.
    """
    documents: list[Document] = []
    accounts: list[FileAccount] = []
    for path, named in _files(paths):
        try:
            document, account = _read(path)
        except UnknownFormat:
            if named:
                raise
            account = FileAccount(str(path), None, 0, {}, ())
        except InputError as error:
            if named:
                raise
            account = FileAccount(str(path), None, 0, {error.reason: 1}, (str(error),))
        else:
            documents.append(document)
        accounts.append(account)
    return build(documents, accounts)


def _read(path: Path) -> tuple[Document, FileAccount]:
    """The document. The format is recognised from the head, before all of a file is read."""
    try:
        with _opened(path) as file:
            head = file.read(_HEAD)
            form = recognise(head)
            data = b"" if form is None else head + file.read(MAX_BYTES + 1 - len(head))
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableInput(str(path), f"cannot be read: {error}") from None
    if form is None:
        known = ", ".join(known.title for known in FORMATS.values())
        raise UnknownFormat(str(path), "is no advisory format that Vedette knows", hint=f"it reads {known}")
    if len(data) > MAX_BYTES:
        raise UnreadableInput(str(path), f"has more than {MAX_BYTES >> 30} GiB")
    document = form.read(data, str(path))
    count = len(document.advisories) + len(document.exploited) + len(document.scores)
    return document, FileAccount(
        str(path), form.name, count, dict(document.rejected), tuple(document.samples)
    )


def _opened(path: Path) -> IO[bytes]:
    """The file, decompressed where its first bytes say that it is compressed."""
    with path.open("rb") as file:
        compressed = file.read(2) == b"\x1f\x8b"
    return cast("IO[bytes]", gzip.open(path)) if compressed else path.open("rb")


def _files(paths: Iterable[str | Path]) -> Iterator[tuple[Path, bool]]:
    """Files, and whether each was named itself."""
    for path in map(Path, paths):
        if path.is_dir():
            yield from ((file, False) for file in sorted(path.rglob("*")) if file.is_file())
        else:
            yield path, True
