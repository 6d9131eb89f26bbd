"""MongoDB's log since 4.4: an object a line, in MongoDB's extended JSON (MongoDB manual, "Log Messages").

Clients stand in `attr.remote`, or in `attr.client` of a login; elsewhere `client` names a connection. Messages are told
by their texts, of several versions of the server.
"""

from __future__ import annotations

import polars as pl

from vedette.telemetry.events import Event
from vedette.telemetry.json_fields import Field, Kind, endpoint_addresses
from vedette.telemetry.json_lines import JsonFormat, JsonReader, Record, inside

_EVENTS = {
    "Connection accepted": Event.CONNECTED,
    "Connection ended": Event.DISCONNECTED,
    "Authentication failed": Event.LOGIN_FAILED,
    "Failed to authenticate": Event.LOGIN_FAILED,
    "Successful authentication": Event.LOGIN_ACCEPTED,
    "Authentication succeeded": Event.LOGIN_ACCEPTED,
    "Successfully authenticated": Event.LOGIN_ACCEPTED,
}
_PORT = r":([0-9]{1,5})$"
_NO_USER = "UserNotFound"
_COMPONENTS = frozenset({"t", "s", "c", "id", "ctx", "msg"})


class _MongoReader(JsonReader):
    """Tells logins."""

    def complete(self, rows: pl.DataFrame, decoded: pl.DataFrame) -> pl.DataFrame:
        """As `JsonReader.complete`."""
        del decoded
        event = pl.col("message").replace_strict(_EVENTS, default=None, return_dtype=pl.String)
        unknown = (event == Event.LOGIN_FAILED) & pl.col("error").str.contains(_NO_USER, literal=True)
        return rows.with_columns(
            pl.coalesce("client_ip", pl.lit(endpoint_addresses(rows["client"]))).alias("client_ip"),
            pl.coalesce(
                "client_port", pl.col("client").str.extract(_PORT).cast(pl.UInt16, strict=False)
            ).alias("client_port"),
            pl.when(unknown).then(pl.lit(Event.USER_INVALID.value)).otherwise(event).alias("event"),
            transport=pl.lit("tcp"),
            protocol=pl.lit("mongodb"),
        )


class Mongodb(JsonFormat):
    """Connections and logins."""

    name = "mongodb"
    title = "MongoDB log"
    reader_class = _MongoReader
    fields = (
        Field("time", ("t", "$date"), Kind.TIME),
        Field("client_ip", ("attr", "remote"), Kind.ADDRESS),
        Field("client_port", ("attr", "remote"), Kind.PORT),
        Field("client", ("attr", "client")),
        Field("user", ("attr", "principalName")),
        Field("user", ("attr", "user")),
        Field("error", ("attr", "error")),
        Field("message", ("msg",)),
    )

    def tells(self, record: Record) -> float:
        """As `JsonFormat.tells`: by the keys that every message has."""
        return 1.0 if set(record) >= _COMPONENTS and inside(record, "t", "$date") else 0.0
