"""Opening the database: a file of SQLite in the state folder, or a database of PostgreSQL.

SQLite keeps its rollback journal: a command is one short process, and the write-ahead log gains it nothing, while its
versions before 3.51.3 can lose what was committed there (sqlite.org/wal.html, section 11).

Who writes writes alone. SQLite's BEGIN IMMEDIATE sees to it from the start of each transaction; in PostgreSQL whatever
writes asks for it first (`alone`), and whoever only reads waits for nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError

from vedette.model.errors import StoreError
from vedette.store.locking import WAIT
from vedette.store.places import Server, Store, database_file
from vedette.store.tables import FromLaterVersion, migrate

_DRIVER: Final = "postgresql+psycopg"
_CONNECTING: Final = 10
"""Seconds in which a server must answer."""
_NO_DRIVER: Final = "install vedette with its extra: vedette[postgresql]"


@contextmanager
def opened(where: Store) -> Iterator[Connection]:
    """A connection within one transaction, committed at the end unless something is raised.

    Raises StoreError where the database cannot be opened or used.
    """
    name = _name(where)
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


def _name(where: Store) -> str:
    """What errors call the database."""
    if isinstance(where, Path):
        return str(database_file(where))
    parts = urlsplit(where.url)
    return f"PostgreSQL {parts.hostname or 'here'}{parts.path}"


def _engine(where: Store) -> Engine:
    return _of_file(where) if isinstance(where, Path) else _of_server(where)


def _of_server(server: Server) -> Engine:
    url = make_url(server.url).set(drivername=_DRIVER)
    if server.password is not None:
        url = url.set(password=server.password)
    try:
        return create_engine(
            url,
            poolclass=NullPool,
            connect_args={"connect_timeout": _CONNECTING, "client_encoding": "utf8"},
        )
    except ImportError:
        raise StoreError(_name(server), f"no driver: {_NO_DRIVER}") from None


def _of_file(folder: Path) -> Engine:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = database_file(folder)
    file.touch(mode=0o600)
    engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": WAIT})
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
