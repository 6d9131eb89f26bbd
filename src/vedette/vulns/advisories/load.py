"""Loads advisories from files and directories."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from vedette.files.documents import HEAD_BYTES, read_document
from vedette.files.naming import named_files
from vedette.model.errors import InputError, UnknownFormat
from vedette.vulns.advisories.index import AdvisoryIndex, FileAccount, build
from vedette.vulns.advisories.interface import Document
from vedette.vulns.advisories.registry import FORMATS, recognise

MOST_MIB: Final = 2048
"""A larger document is hostile: all of the NVD in one file has some 1.5 GB."""


def load(paths: Iterable[str | Path]) -> AdvisoryIndex:
    """All advisories of the files, and of the directories with all that is in them.

    What is found in a directory and is no advisory is skipped, and what is broken is rejected; the index's accounts
    name both. A file that was named itself must be readable: UnreadableInput, UnknownFormat or MalformedInput.
    """
    documents: list[Document] = []
    accounts: list[FileAccount] = []
    for named in named_files(paths):
        try:
            document, account = read_file(named.path)
        except UnknownFormat:
            if named.direct:
                raise
            account = FileAccount(str(named.path), None, 0, {}, ())
        except InputError as error:
            if named.direct:
                raise
            account = FileAccount(str(named.path), None, 0, {error.reason: 1}, (str(error),))
        else:
            documents.append(document)
        accounts.append(account)
    return build(documents, accounts)


def read_file(path: Path, called: str | None = None) -> tuple[Document, FileAccount]:
    """The document. The format is recognised from the head, before all of a file is read.

    called: what errors call it, where it came from elsewhere. Raises UnreadableInput, UnknownFormat, MalformedInput.
    """
    name = called or str(path)
    data = read_document(path, MOST_MIB, wanted=lambda head: recognise(head) is not None)
    form = recognise(data[:HEAD_BYTES])
    if form is None:
        known = ", ".join(known.title for known in FORMATS.values())
        raise UnknownFormat(name, "is no advisory format that Vedette knows", hint=f"it reads {known}")
    document = form.read(data, name)
    count = (
        len(document.advisories) + len(document.exploited) + len(document.scores) + len(document.lifecycles)
    )
    return document, FileAccount(name, form.name, count, dict(document.rejected), tuple(document.samples))
