"""Elastic Common Schema (ECS 1 to 9), as its shippers write documents, nested or under dotted names.

The client is `client.ip` where it is said, else `source.ip`; bytes are those of source and destination.
"""

from __future__ import annotations

import polars as pl

from vedette.telemetry.events import Event
from vedette.telemetry.json_fields import Field, Kind, dotted
from vedette.telemetry.json_http import HttpReader
from vedette.telemetry.json_lines import JsonFormat, Record, inside
from vedette.telemetry.transports import transport_names

_DENIED = ("denied", "blocked", "dropped", "deny", "drop", "block")
_LOGINS = {"success": Event.LOGIN_ACCEPTED.value, "failure": Event.LOGIN_FAILED.value}


class _EcsReader(HttpReader):
    """Says what happened in our words."""

    def complete(self, rows: pl.DataFrame, decoded: pl.DataFrame) -> pl.DataFrame:
        """As `HttpReader.complete`."""
        said = rows.select("transport", "protocol").to_struct("said")
        rows = super().complete(rows, decoded).with_columns(said).drop("transport", "protocol").unnest("said")
        is_http = pl.col("method").is_not_null() | pl.col("status").is_not_null()
        login = pl.col("categories").str.contains("authentication", literal=True)
        return rows.with_columns(
            pl.coalesce(pl.col("protocol"), pl.when(is_http).then(pl.lit("http"))).alias("protocol"),
            pl.coalesce(transport_names(pl.col("transport")), pl.when(is_http).then(pl.lit("tcp"))).alias(
                "transport"
            ),
            pl.when(login)
            .then(pl.col("outcome").replace_strict(_LOGINS, default=None, return_dtype=pl.String))
            .when(pl.col("action").is_in(_DENIED))
            .then(pl.lit(Event.DROPPED.value))
            .alias("event"),
        )


class Ecs(JsonFormat):
    """Documents of the Elastic Common Schema."""

    name = "ecs"
    title = "Elastic Common Schema (ECS) documents"
    documents = True
    client_paths = (("client", "ip"), ("client.ip",), ("source", "ip"), ("source.ip",))
    parsed_keys = (b'"rule"', b'"rule.name"')
    reader_class = _EcsReader
    fields = (
        *dotted("time", "event.start", Kind.TIME),
        Field("time", ("@timestamp",), Kind.TIME),
        *dotted("client_ip", "client.ip", Kind.ADDRESS),
        *dotted("client_ip", "source.ip", Kind.ADDRESS),
        *dotted("client_ip", "source.address", Kind.ADDRESS),
        *dotted("client_port", "client.port", Kind.PORT),
        *dotted("client_port", "source.port", Kind.PORT),
        *dotted("server_ip", "destination.ip", Kind.ADDRESS),
        *dotted("server_ip", "server.ip", Kind.ADDRESS),
        *dotted("server_port", "destination.port", Kind.PORT),
        *dotted("server_port", "server.port", Kind.PORT),
        *dotted("server_name", "host.name"),
        *dotted("server_name", "host.hostname"),
        *dotted("transport", "network.transport"),
        *dotted("protocol", "network.protocol"),
        *dotted("uid", "network.community_id"),
        *dotted("bytes_in", "source.bytes", Kind.COUNT),
        *dotted("bytes_in", "http.request.body.bytes", Kind.COUNT),
        *dotted("bytes_out", "http.response.body.bytes", Kind.COUNT),
        *dotted("bytes_out", "destination.bytes", Kind.COUNT),
        *dotted("duration", "event.duration", Kind.SECONDS, 1e9),
        *dotted("method", "http.request.method"),
        *dotted("path", "url.original"),
        *dotted("path", "url.path"),
        *dotted("query", "url.query"),
        *dotted("host", "url.domain"),
        *dotted("host", "tls.client.server_name"),
        *dotted("host", "dns.question.name"),
        *dotted("status", "http.response.status_code", Kind.STATUS),
        *dotted("user_agent", "user_agent.original"),
        *dotted("referer", "http.request.referrer"),
        *dotted("body", "http.request.body.content"),
        *dotted("user", "user.name"),
        *dotted("categories", "event.category"),
        *dotted("outcome", "event.outcome"),
        *dotted("action", "event.action"),
        *dotted("notice", "rule.name"),
        Field("message", ("message",)),
    )

    def tells(self, record: Record) -> float:
        """As `JsonFormat.tells`: by a time and a source or client as the schema names them."""
        if "@timestamp" not in record:
            return 0.0
        names = (("source", "ip"), ("client", "ip"), ("source", "address"))
        told = any(".".join(name) in record or inside(record, *name) is not None for name in names)
        return 0.95 if told else 0.0
