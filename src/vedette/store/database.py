"""Opening the database: a file in the state folder, or the URL of a PostgreSQL database.

SQLite keeps its rollback journal: a command is one short process, and the write-ahead log gains it nothing, while its
versions before 3.51.3 can lose what was committed there (sqlite.org/wal.html, section 11).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError

from vedette.model.errors import StoreError
from vedette.store.places import database_file
from vedette.store.tables import FromLaterVersion, migrate

_WAIT: Final = 30
"""Seconds that a command waits for another one that writes."""


@contextmanager
def opened(where: Path | str) -> Iterator[Connection]:
    """A connection within one transaction, committed at the end unless something is raised.

    where: the state folder, or a database URL. Raises StoreError where the database cannot be opened or used.
    """
    name = str(database_file(where)) if isinstance(where, Path) else "the database"
    try:
        engine = _engine(where)
        try:
            with engine.begin() as connection:
                migrate(connection)
                yield connection
        finally:
            engine.dispose()
    except FromLaterVersion:
        raise StoreError(name, "was made by a later version of Vedette") from None
    except (SQLAlchemyError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
        raise StoreError(name, reason) from error


def _engine(where: Path | str) -> Engine:
    if isinstance(where, str):
        return create_engine(where)
    where.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = database_file(where)
    file.touch(mode=0o600)
    engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": _WAIT})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _prepare(connection: DBAPIConnection, _: object) -> None:
    """Let SQLAlchemy say when a transaction begins, and hold foreign keys and whole commits."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()
