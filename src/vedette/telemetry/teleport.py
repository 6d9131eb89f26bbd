"""Teleport's audit log: an object an event (Teleport manual, "Audit Events and Records")."""

from __future__ import annotations

import polars as pl

from vedette.telemetry.events import Event
from vedette.telemetry.json_fields import Field, Kind, dotted
from vedette.telemetry.json_lines import JsonFormat, JsonReader, Record

_LOGINS = ("user.login", "auth")
"""Kinds of event that end in a login, or in none."""
_OUTCOMES = {"true": Event.LOGIN_ACCEPTED, "false": Event.LOGIN_FAILED}
_SESSIONS = {"session.start": Event.SESSION_OPENED, "session.end": Event.SESSION_CLOSED}
_KEYS = frozenset({"ei", "event", "code", "time"})


class _TeleportReader(JsonReader):
    """Tells logins and sessions."""

    def complete(self, rows: pl.DataFrame, decoded: pl.DataFrame) -> pl.DataFrame:
        """As `JsonReader.complete`."""
        del decoded
        login = pl.col("success").replace_strict(_OUTCOMES, default=None, return_dtype=pl.String)
        session = pl.col("kind").replace_strict(_SESSIONS, default=None, return_dtype=pl.String)
        return rows.with_columns(
            pl.when(pl.col("kind").is_in(_LOGINS)).then(login).otherwise(session).alias("event"),
            transport=pl.lit("tcp"),
        )


class Teleport(JsonFormat):
    """Logins and sessions."""

    name = "teleport"
    title = "Teleport audit log"
    reader_class = _TeleportReader
    fields = (
        Field("kind", ("event",)),
        Field("time", ("time",), Kind.TIME),
        *dotted("client_ip", "addr.remote", Kind.ADDRESS),
        *dotted("client_port", "addr.remote", Kind.PORT),
        *dotted("server_ip", "addr.local", Kind.ADDRESS),
        Field("server_name", ("cluster_name",)),
        Field("protocol", ("proto",)),
        Field("user", ("user",)),
        Field("user_agent", ("user_agent",)),
        Field("success", ("success",)),
        Field("uid", ("sid",)),
        Field("message", ("error",)),
    )

    def tells(self, record: Record) -> float:
        """As `JsonFormat.tells`: by the keys that every event has."""
        return 0.95 if set(record) >= _KEYS else 0.0
