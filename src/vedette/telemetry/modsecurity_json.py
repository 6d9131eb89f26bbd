"""ModSecurity's audit log as JSON (`SecAuditLogFormat JSON`): an object a transaction.

ModSecurity 2 and 3 name their fields differently; 2 writes requests by line, 3 by method and target. Of several rules
that spoke the first is told. Times of 3 name no zone, and are read as UTC.
"""

from __future__ import annotations

import polars as pl

from vedette.telemetry.events import Event
from vedette.telemetry.headers import from_headers, in_objects
from vedette.telemetry.json_fields import Field, Kind
from vedette.telemetry.json_http import HttpReader
from vedette.telemetry.json_lines import JsonFormat, Record, inside
from vedette.telemetry.modsecurity import MESSAGE

_IN = "transaction"
_DENIED = "Access denied"
_FOUND = r'^\{"message": ?"((?:[^"\\]|\\.)*)"'
"""Of ModSecurity 3, in an object of its own."""


class _AuditReader(HttpReader):
    """Tells what the first rule found, and the headers."""

    def parse(self, lines: pl.Series) -> pl.DataFrame:
        """As `LineReader.parse`."""
        halves = lines.str.splitn('"response":', 2).struct.unnest()
        rows = super().parse(lines)
        return rows.with_columns(
            in_objects(halves["field_0"]).alias("headers"),
            in_objects(halves["field_1"]).alias("response_headers"),
        ).with_columns(from_headers())

    def complete(self, rows: pl.DataFrame, decoded: pl.DataFrame) -> pl.DataFrame:
        """As `HttpReader.complete`."""
        found = pl.coalesce(pl.col("said").str.extract(MESSAGE), pl.col("said").str.extract(_FOUND))
        denied = (pl.col("intercepted") == "true") | pl.col("said").str.starts_with(_DENIED)
        refused = found.is_not_null() & (pl.col("status") == 403)
        return (
            super()
            .complete(rows, decoded)
            .with_columns(
                found.alias("notice"),
                pl.col("said").alias("message"),
                pl.when(denied | refused).then(pl.lit(Event.DROPPED.value)).alias("event"),
            )
        )


class ModsecurityJson(JsonFormat):
    """Requests that the firewall saw, and what its rules said."""

    name = "modsecurity_json"
    title = "ModSecurity audit log as JSON"
    client_paths = ((_IN, "client_ip"),)
    parsed_keys = (b'"messages":[{',)
    reader_class = _AuditReader
    fields = (
        Field("time", (_IN, "time_stamp"), Kind.TIME),
        Field("time", (_IN, "time"), Kind.TIME),
        Field("client_ip", (_IN, "client_ip"), Kind.ADDRESS),
        Field("client_ip", (_IN, "remote_address"), Kind.ADDRESS),
        Field("client_port", (_IN, "client_port"), Kind.PORT),
        Field("client_port", (_IN, "remote_port"), Kind.PORT),
        Field("server_ip", (_IN, "host_ip"), Kind.ADDRESS),
        Field("server_ip", (_IN, "local_address"), Kind.ADDRESS),
        Field("server_port", (_IN, "host_port"), Kind.PORT),
        Field("server_port", (_IN, "local_port"), Kind.PORT),
        Field("uid", (_IN, "unique_id"), Kind.TEXT),
        Field("uid", (_IN, "transaction_id"), Kind.TEXT),
        Field("request", ("request", "request_line")),
        Field("method", (_IN, "request", "method")),
        Field("path", (_IN, "request", "uri")),
        Field("body", (_IN, "request", "body")),
        Field("body", ("request", "body"), Kind.LIST),
        Field("status", (_IN, "response", "http_code"), Kind.STATUS),
        Field("status", ("response", "status"), Kind.STATUS),
        Field("response", (_IN, "response", "body")),
        Field("response", ("response", "body")),
        Field("said", (_IN, "messages"), Kind.LIST),
        Field("said", ("audit_data", "messages"), Kind.LIST),
        Field("intercepted", ("audit_data", "action", "intercepted")),
    )

    def tells(self, record: Record) -> float:
        """As `JsonFormat.tells`: by a transaction and its client as either version names it."""
        told = (inside(record, _IN, "client_ip"), inside(record, _IN, "remote_address"))
        return 1.0 if any(isinstance(client, str) for client in told) else 0.0
