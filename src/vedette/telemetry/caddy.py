"""Caddy's access log (Caddy manual, "log": the JSON encoder, which is the default).

`client_ip` is whom the proxies that Caddy is set to trust name, `remote_ip` who connected. Other loggers of Caddy write
to the same place by default: their records name no client and are ignored.
"""

from __future__ import annotations

import polars as pl

from vedette.telemetry.json_fields import Field, Kind
from vedette.telemetry.json_http import HttpReader
from vedette.telemetry.json_lines import JsonFormat, Record, inside

_HEADERS = (
    "Accept",
    "Accept-Encoding",
    "Accept-Language",
    "Authorization",
    "Content-Type",
    "Cookie",
    "Origin",
    "X-Api-Version",
    "X-Forwarded-Host",
    "X-Original-Url",
    "X-Requested-With",
    "X-Rewrite-Url",
)
"""Those that attacks are seen in; of a map of any names only names that are known can be read."""


class _CaddyReader(HttpReader):
    """Tells the client from the proxy."""

    def complete(self, rows: pl.DataFrame, decoded: pl.DataFrame) -> pl.DataFrame:
        """As `HttpReader.complete`."""
        named = pl.col("peer").is_not_null() & (pl.col("peer") != pl.col("client_ip"))
        return (
            super()
            .complete(rows, decoded)
            .with_columns(
                pl.when(named).then("peer").alias("peer_ip"),
                pl.when(~named).then("client_port").alias("client_port"),
                ("Content-Type: " + pl.col("response_headers")).alias("response_headers"),
            )
        )


class Caddy(JsonFormat):
    """Caddy's log of requests."""

    name = "caddy"
    title = "Caddy access log"
    client_paths = (("client_ip",), ("remote_ip",))
    reader_class = _CaddyReader
    fields = (
        Field("time", ("ts",), Kind.TIME),
        Field("client_ip", ("request", "client_ip"), Kind.ADDRESS),
        Field("client_ip", ("request", "remote_ip"), Kind.ADDRESS),
        Field("client_ip", ("request", "remote_addr"), Kind.ADDRESS),
        Field("client_port", ("request", "remote_port"), Kind.PORT),
        Field("client_port", ("request", "remote_addr"), Kind.PORT),
        Field("peer", ("request", "remote_ip"), Kind.ADDRESS),
        Field("method", ("request", "method")),
        Field("host", ("request", "host")),
        Field("path", ("request", "uri")),
        Field("status", ("status",), Kind.STATUS),
        Field("bytes_in", ("bytes_read",), Kind.COUNT),
        Field("bytes_out", ("size",), Kind.COUNT),
        Field("duration", ("duration",), Kind.SECONDS),
        Field("user", ("user_id",)),
        Field("user_agent", ("request", "headers", "User-Agent"), Kind.LIST),
        Field("referer", ("request", "headers", "Referer"), Kind.LIST),
        Field("forwarded", ("request", "headers", "X-Forwarded-For"), Kind.LIST),
        *(Field(f"header {name}", ("request", "headers", name), Kind.LIST) for name in _HEADERS),
        Field("response_headers", ("resp_headers", "Content-Type"), Kind.LIST),
    )

    def tells(self, record: Record) -> float:
        """As `JsonFormat.tells`: by a request with its client and address, and how it was answered."""
        request = record.get("request")
        if not isinstance(request, dict) or not {"remote_ip", "remote_addr"} & set(request):
            return 0.0
        return (
            0.95 if "uri" in request and ("status" in record or inside(record, "request", "proto")) else 0.0
        )
