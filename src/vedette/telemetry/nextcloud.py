"""Nextcloud's log (nextcloud.log): an object a line, with `remoteAddr`, what was asked for and a message.

The address is a field of its own; those that messages name are not read. Of a failed login the account stands in the
message, as the client chose it.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.telemetry.events import Event
from vedette.telemetry.json_fields import Field, Kind
from vedette.telemetry.json_http import HttpReader
from vedette.telemetry.json_lines import JsonFormat, Record

_FAILED: Final = r"^Login failed: '?(?P<user>.*?)'? \(Remote IP: '?[0-9A-Fa-f.:]+'?\)$"
_KEYS: Final = frozenset({"reqId", "remoteAddr", "app", "message", "level"})


class _NextcloudReader(HttpReader):
    """Tells failed logins."""

    def complete(self, rows: pl.DataFrame, decoded: pl.DataFrame) -> pl.DataFrame:
        """As `HttpReader.complete`."""
        user = pl.col("message").str.extract(_FAILED)
        return (
            super()
            .complete(rows, decoded)
            .with_columns(
                pl.when(user.is_not_null()).then(pl.lit(Event.LOGIN_FAILED, pl.String)).alias("event"),
                pl.coalesce(user, pl.when(pl.col("user") != "--").then("user")).alias("user"),
            )
        )


class Nextcloud(JsonFormat):
    """What Nextcloud says of requests."""

    name = "nextcloud"
    title = "Nextcloud log"
    reader_class = _NextcloudReader
    fields = (
        Field("time", ("time",), Kind.TIME),
        Field("client_ip", ("remoteAddr",), Kind.ADDRESS),
        Field("method", ("method",)),
        Field("path", ("url",)),
        Field("user", ("user",)),
        Field("user_agent", ("userAgent",)),
        Field("uid", ("reqId",)),
        Field("message", ("message",)),
    )

    def tells(self, record: Record) -> float:
        """As `JsonFormat.tells`: by the keys that every record has."""
        return 0.95 if set(record) >= _KEYS else 0.0
