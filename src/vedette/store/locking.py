"""Writing alone: two commands that write at once must not overwrite what the other has just read."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Connection, func, literal, select, text

WAIT: Final = 30
"""Seconds that a command waits for another one that writes."""
_KEY: Final = 0x7665_6465_7474_65
"""Of the advisory lock, in a database that others may share: the letters of `vedette`."""


def alone(connection: Connection) -> None:
    """Let nobody else write until the transaction ends; what is read from here on is what the last writer left.

    PostgreSQL: a lock of the transaction's own (postgresql.org/docs/current/explicit-locking.html, section 13.3.5), which
    works because each statement sees what was committed before it (READ COMMITTED, its default). SQLite holds its own
    lock since the transaction began.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT}s'"))
        connection.execute(select(func.pg_advisory_xact_lock(literal(_KEY, BigInteger))))
