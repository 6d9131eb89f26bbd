"""What stands in the database.

`advisory` holds the advisories as they were read, each under its source; `exploited` and `score` what catalogues and
score lists say. All else is derived from them: which advisories speak of a vulnerability (`record`), what it is also
called (`name`), and which vulnerabilities name a package (`package`) or a product (`product`).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from vedette.vulns.advisories.interface import Advisory, Lifecycle

FILE_NAME: Final = "advisories.db"
VERSION: Final = 2
"""Raised whenever a table or the form of what is kept in it changes; kept as SQLite's `user_version`."""
APPLICATION: Final = 0x56_45_44_41
"""`VEDA`, kept as SQLite's `application_id`."""

TABLES: Final = """
CREATE TABLE source (name TEXT PRIMARY KEY, number INTEGER UNIQUE NOT NULL, state BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE advisory (number INTEGER PRIMARY KEY, source INTEGER NOT NULL, id TEXT NOT NULL, data BLOB NOT NULL);
CREATE INDEX advisory_of_source ON advisory (source, id);
CREATE TABLE exploited (id TEXT, source INTEGER, PRIMARY KEY (id, source)) WITHOUT ROWID;
CREATE TABLE score (id TEXT, source INTEGER, epss REAL NOT NULL, PRIMARY KEY (id, source)) WITHOUT ROWID;
CREATE TABLE lifecycle (product TEXT, source INTEGER, data BLOB NOT NULL);
CREATE TABLE record (id TEXT PRIMARY KEY, advisories BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE name (id TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE package (key TEXT PRIMARY KEY, records BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE product (words TEXT PRIMARY KEY, records BLOB NOT NULL) WITHOUT ROWID;
"""
DERIVED: Final = ("record", "name", "package", "product")


class SourceState(msgspec.Struct, frozen=True):
    """What is known of one source of advisories."""

    name: str
    """`osv/PyPI`, `nvd`, `import:/srv/advisories`."""
    title: str
    fetched: datetime
    """When what is kept of it was got."""
    checked: datetime
    """When it was asked last, whatever came of it."""
    count: int
    """Advisories, entries of a catalogue or scores that are kept."""
    trouble: str = ""
    """Why the last answer was not taken; empty where it was."""
    rejected: int = 0
    """Records that break the format."""
    validators: dict[str, tuple[str | None, str | None]] = {}
    """ETag and Last-Modified of each document."""
    cursor: str = ""
    """Up to where a source that is read piece by piece has been read."""


ADVISORY_ENCODER: Final = msgspec.msgpack.Encoder()
ADVISORY: Final = msgspec.msgpack.Decoder(Advisory)
LIFECYCLE: Final = msgspec.msgpack.Decoder(Lifecycle)
STATE: Final = msgspec.msgpack.Decoder(SourceState)
IDS: Final = msgspec.msgpack.Decoder(tuple[str, ...])


def database_path(state: Path) -> Path:
    """Where the database stands in a state folder."""
    return state / "vulns" / FILE_NAME
