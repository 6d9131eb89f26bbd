"""The tables, and how a database of an earlier version becomes one of this."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    insert,
    inspect,
    select,
    update,
)

from vedette.store.locking import alone

_METADATA: Final = MetaData()


class _Moment(TypeDecorator[datetime]):
    """A point in time: aware here, in UTC without a zone there, since SQLite keeps none."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        return value.astimezone(UTC).replace(tzinfo=None) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        return value.replace(tzinfo=UTC) if value is not None else None


_MOMENT: Final = _Moment()


class _Told(TypeDecorator[str]):
    """Text that strangers may have written: PostgreSQL refuses NUL, and both databases what is no Unicode."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        del dialect
        if value is None:
            return None
        return value.replace("\0", r"\x00").encode("utf-8", "backslashreplace").decode("utf-8")


_TOLD: Final = _Told()

VERSION: Final = Table("schema_version", _METADATA, Column("version", Integer, nullable=False))

RUNS: Final = Table(
    "runs",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", _MOMENT, nullable=False),
    Column("inputs", LargeBinary, nullable=False),
)
"""Scans: `inputs` is what they were given, as JSON."""

ALERTS: Final = Table(
    "alerts",
    _METADATA,
    Column("id", String(12), primary_key=True),
    Column("state", String(16), nullable=False, index=True),
    Column("severity", Integer, nullable=False),
    Column("client_ip", String(45), index=True),
    Column("service_id", _TOLD, nullable=False),
    Column("last_seen", _MOMENT),
    Column("run", ForeignKey(RUNS.c.id), nullable=False),
    Column("until", _MOMENT),
    Column("document", LargeBinary, nullable=False),
)
"""Alerts: `severity` is its rank, `until` when a suppression ends, `document` the whole alert as JSON."""

CHANGES: Final = Table(
    "alert_changes",
    _METADATA,
    Column("number", Integer, primary_key=True),
    Column("alert", ForeignKey(ALERTS.c.id), nullable=False, index=True),
    Column("at", _MOMENT, nullable=False),
    Column("who", _TOLD, nullable=False),
    Column("was", String(16)),
    Column("becomes", String(16), nullable=False),
    Column("reason", _TOLD, nullable=False),
    Column("until", _MOMENT),
)
"""The lives of alerts, only ever added to."""

STEPS: Final = Table(
    "investigation_steps",
    _METADATA,
    Column("alert", ForeignKey(ALERTS.c.id), primary_key=True),
    Column("step", String(32), primary_key=True),
    Column("at", _MOMENT, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("document", LargeBinary, nullable=False),
)
"""The last record of each step, as JSON; `digest` is of what it was made from."""

_MIGRATIONS: Final[Sequence[Callable[[Connection], None]]] = (_METADATA.create_all,)
"""Each makes of a database of its place in the list one of the next; only ever added to."""


class FromLaterVersion(Exception):
    """The database was made by a later Vedette."""


def migrate(connection: Connection) -> None:
    """Bring a database, or an empty one, to this version. Raises FromLaterVersion."""
    if _version(connection) == len(_MIGRATIONS):
        return
    alone(connection)
    version = _version(connection)  # another command may have come first
    if version > len(_MIGRATIONS):
        raise FromLaterVersion
    for step in _MIGRATIONS[version:]:
        step(connection)
    if version == 0:
        connection.execute(insert(VERSION).values(version=len(_MIGRATIONS)))
    elif version < len(_MIGRATIONS):
        connection.execute(update(VERSION).values(version=len(_MIGRATIONS)))


def _version(connection: Connection) -> int:
    """Of the database; 0 where it is empty."""
    if not inspect(connection).has_table(VERSION.name):
        return 0
    found: int = connection.execute(select(VERSION.c.version)).scalar_one()
    return found
