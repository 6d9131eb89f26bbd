"""Writing the database: a copy is changed, derived anew and put in the place of the old one in one step."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from vedette.files.replacing import settle
from vedette.model.errors import InputError, UnreadableInput
from vedette.vulns.advisories.interface import Document
from vedette.vulns.database.deriving import derive
from vedette.vulns.database.reading import Database
from vedette.vulns.database.schema import (
    ADVISORY_ENCODER,
    APPLICATION,
    STATE,
    TABLES,
    VERSION,
    SourceState,
)

LEAST_SHARE: Final = 0.5
"""A source that gives less than this share of what is kept of it is broken more likely than it is cleaned up."""
SMALL: Final = 20
"""Entries below which a source may shrink as it likes, except to nothing."""


@dataclass(slots=True)
class Change:
    """What one source gave."""

    source: str
    """Its name: what was kept under it is replaced."""
    title: str
    documents: Iterable[Document]
    """Read one after the other."""
    at: datetime
    whole: bool = True
    """Whether this is all of the source; else only what changed, by id."""
    validators: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    cursor: str = ""
    trouble: str = ""
    """Why there is nothing new; then the documents are not read, and what is kept stays."""
    unchanged: bool = False
    """Whether the source says that it has not changed."""
    rejected: int = 0
    """Documents that could not be read at all."""


def write(path: Path, changes: Iterable[Change], dropped: Iterable[str] = ()) -> list[SourceState]:
    """Put the changes into the database, and forget the dropped sources; the states of all sources that changed.

    A source that gives nothing, or suddenly far less, is not taken: what is kept of it stays, and its state says why.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path):
        try:
            with closing(_copy(path)) as connection:
                states = [_apply(connection, change) for change in changes]
                for name in dropped:
                    _drop(connection, name)
                derive(connection)
                connection.commit()
            _swap(_new(path), path)
        finally:
            _new(path).unlink(missing_ok=True)
    return states


def _new(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One writer at a time. Raises UnreadableInput where another one is at work."""
    with path.with_name(f".{path.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UnreadableInput(str(path), "is being updated by another process") from None
        yield


def _copy(path: Path) -> sqlite3.Connection:
    """A copy of the database that may be changed; a new one where there is none, or it is of another version."""
    new = _new(path)
    new.unlink(missing_ok=True)
    usable = _usable(path)
    if usable:
        shutil.copyfile(path, new)
    connection = sqlite3.connect(new)
    connection.execute("PRAGMA journal_mode = MEMORY")  # a copy that is half written is thrown away
    connection.execute("PRAGMA synchronous = OFF")
    if not usable:
        connection.executescript(TABLES)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    return connection


def _usable(path: Path) -> bool:
    try:
        Database(path).close()
    except UnreadableInput:
        return False
    return True


def _swap(new: Path, path: Path) -> None:
    """The new file in place of the old one, both safe on disk."""
    with new.open("rb") as file:
        os.fsync(file.fileno())
    new.replace(path)
    settle(path.parent)


def _apply(connection: sqlite3.Connection, change: Change) -> SourceState:
    number, before = _source(connection, change)
    if change.trouble or change.unchanged:
        return _keep(connection, change, before, change.trouble)
    connection.execute("SAVEPOINT change")
    if change.whole:
        _forget(connection, number)
    rejected, refused = change.rejected, ""
    try:
        for document in change.documents:
            rejected += sum(document.rejected.values())
            _insert(connection, number, document, replace=not change.whole)
    except InputError as error:
        refused = str(error)
    count = _count(connection, number)
    if change.whole:
        refused = refused or _refused(before.count, count)
    if refused:
        connection.execute("ROLLBACK TO change")
    connection.execute("RELEASE change")
    if refused:
        return _keep(connection, change, before, refused)
    state = SourceState(
        change.source, change.title, change.at, change.at, count,
        rejected=rejected, validators=change.validators, cursor=change.cursor,
    )  # fmt: skip
    return _save(connection, state)


def _refused(before: int, after: int) -> str:
    if after == 0 and before > 0:
        return f"it gave nothing; the {before:,} entries of before are kept"
    if before >= SMALL and after < before * LEAST_SHARE:
        return f"it shrank from {before:,} to {after:,} entries; those of before are kept"
    return ""


def _source(connection: sqlite3.Connection, change: Change) -> tuple[int, SourceState]:
    """Number and state of a source; a new one is entered."""
    row = connection.execute("SELECT number, state FROM source WHERE name = ?", (change.source,)).fetchone()
    if row is not None:
        return row[0], STATE.decode(row[1])
    (last,) = connection.execute("SELECT coalesce(max(number), 0) FROM source").fetchone()
    state = SourceState(change.source, change.title, change.at, change.at, 0)
    connection.execute(
        "INSERT INTO source VALUES (?, ?, ?)", (change.source, last + 1, ADVISORY_ENCODER.encode(state))
    )
    return last + 1, state


def _keep(connection: sqlite3.Connection, change: Change, before: SourceState, why: str) -> SourceState:
    return _save(connection, msgspec.structs.replace(before, checked=change.at, trouble=why))


def _save(connection: sqlite3.Connection, state: SourceState) -> SourceState:
    connection.execute(
        "UPDATE source SET state = ? WHERE name = ?", (ADVISORY_ENCODER.encode(state), state.name)
    )
    return state


_OF_SOURCE: Final = ("advisory", "exploited", "score", "lifecycle")


def _forget(connection: sqlite3.Connection, number: int) -> None:
    for table in _OF_SOURCE:
        connection.execute(f"DELETE FROM {table} WHERE source = ?", (number,))  # noqa: S608 (tables are ours)


def _drop(connection: sqlite3.Connection, name: str) -> None:
    row = connection.execute("SELECT number FROM source WHERE name = ?", (name,)).fetchone()
    if row is not None:
        _forget(connection, row[0])
        connection.execute("DELETE FROM source WHERE name = ?", (name,))


def _count(connection: sqlite3.Connection, number: int) -> int:
    total = 0
    for table in _OF_SOURCE:
        query = f"SELECT count(*) FROM {table} WHERE source = ?"  # noqa: S608 (tables are ours)
        total += connection.execute(query, (number,)).fetchone()[0]
    return total


def _insert(connection: sqlite3.Connection, number: int, document: Document, *, replace: bool) -> None:
    """Add what a document says; withdrawn advisories leave."""
    if replace:
        connection.executemany(
            "DELETE FROM advisory WHERE source = ? AND id = ?", ((number, a.id) for a in document.advisories)
        )
    encode = ADVISORY_ENCODER.encode
    connection.executemany(
        "INSERT INTO advisory (source, id, data) VALUES (?, ?, ?)",
        ((number, a.id, encode(a)) for a in document.advisories if not a.withdrawn),
    )
    connection.executemany(
        "INSERT OR REPLACE INTO exploited VALUES (?, ?)", ((i, number) for i in sorted(document.exploited))
    )
    connection.executemany(
        "INSERT OR REPLACE INTO score VALUES (?, ?, ?)", ((i, number, s) for i, s in document.scores.items())
    )
    connection.executemany(
        "INSERT INTO lifecycle VALUES (?, ?, ?)",
        ((c.product, number, encode(c)) for c in document.lifecycles),
    )
