"""Cowrie's log as JSON: an object for each event of a session with the honeypot (Cowrie manual, "Event codes").

A trap lets in whom it likes: nobody has proved there to own an account, so that what Cowrie calls success is no accepted
login but one that goes on.
"""

from __future__ import annotations

import polars as pl

from vedette.telemetry.events import Event
from vedette.telemetry.json_fields import Field, Kind
from vedette.telemetry.json_lines import JsonFormat, JsonReader, Record

_EVENTS = {
    "cowrie.session.connect": Event.CONNECTED,
    "cowrie.session.closed": Event.DISCONNECTED,
    "cowrie.login.failed": Event.LOGIN_FAILED,
    "cowrie.login.success": Event.LOGIN_PENDING,
    "cowrie.session.params": Event.SESSION_OPENED,
}


class _CowrieReader(JsonReader):
    """Names what Cowrie calls otherwise."""

    def complete(self, rows: pl.DataFrame, decoded: pl.DataFrame) -> pl.DataFrame:
        """As `JsonReader.complete`."""
        del decoded
        return rows.with_columns(
            pl.col("kind").replace_strict(_EVENTS, default=None, return_dtype=pl.String).alias("event"),
            transport=pl.lit("tcp"),
        )


class Cowrie(JsonFormat):
    """Who came to the honeypot, and what was typed."""

    name = "cowrie"
    title = "Cowrie honeypot log"
    client_paths = (("src_ip",),)
    kind_path = ("eventid",)
    parsed_kinds = (b"cowrie.login.", b"cowrie.session.params")
    reader_class = _CowrieReader
    fields = (
        Field("kind", ("eventid",)),
        Field("time", ("timestamp",), Kind.TIME),
        Field("client_ip", ("src_ip",), Kind.ADDRESS),
        Field("client_port", ("src_port",), Kind.PORT),
        Field("server_ip", ("dst_ip",), Kind.ADDRESS),
        Field("server_port", ("dst_port",), Kind.PORT),
        Field("server_name", ("sensor",)),
        Field("protocol", ("protocol",)),
        Field("user", ("username",)),
        Field("body", ("input",)),
        Field("body", ("url",)),
        Field("uid", ("session",)),
        Field("duration", ("duration",), Kind.SECONDS),
        Field("message", ("message",)),
    )

    def tells(self, record: Record) -> float:
        """As `JsonFormat.tells`: by the event's name."""
        return 1.0 if str(record.get("eventid")).startswith("cowrie.") and "src_ip" in record else 0.0
