"""What web servers and proxies tell of requests in JSON: the names that people give to fields, and how they fit together.

nginx and HAProxy have no JSON format of their own but let their users write one, so that keys vary. The names here are
those of their variables, and of what their manuals, log shippers and dashboards make of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import polars as pl

from vedette.telemetry.json_fields import Field, Kind
from vedette.telemetry.json_lines import JsonReader
from vedette.telemetry.request_line import split

CLIENT_KEYS: Final = (
    "remote_addr",
    "remote_ip",
    "client_ip",
    "clientip",
    "client_addr",
    "client",
    "remoteAddr",
    "remoteIP",
    "clientIp",
    "ip",
    "ci",
)
"""Where the client stands, the most usual first."""

_NAMES: Final[Mapping[tuple[str, Kind, float], Sequence[str]]] = {
    ("client_ip", Kind.ADDRESS, 1.0): CLIENT_KEYS,
    ("client_port", Kind.PORT, 1.0): ("remote_port", "client_port", "clientport", "remotePort", "cp"),
    ("server_ip", Kind.ADDRESS, 1.0): ("server_addr", "frontend_ip", "fi"),
    ("server_port", Kind.PORT, 1.0): ("server_port", "frontend_port", "fp"),
    ("server_name", Kind.TEXT, 1.0): ("server_name", "vhost", "hostname"),
    ("time", Kind.TIME, 1.0): (
        "time_iso8601",
        "@timestamp",
        "timestamp",
        "msec",
        "time_local",
        "time",
        "datetime",
        "date",
        "ts",
        "start_time",
        "accept_date",
    ),
    ("request", Kind.TEXT, 1.0): ("request", "http_request", "request_line"),
    ("method", Kind.TEXT, 1.0): ("request_method", "method", "http_method", "verb"),
    ("path", Kind.TEXT, 1.0): (
        "request_uri",
        "uri",
        "http_uri",
        "path",
        "url",
        "http_path",
        "http_request_uri",
    ),
    ("query", Kind.TEXT, 1.0): ("args", "query_string", "query", "http_query"),
    ("status", Kind.STATUS, 1.0): (
        "status",
        "status_code",
        "response_status",
        "response_code",
        "http_status_code",
        "http_status",
        "response",
        "code",
    ),
    ("bytes_out", Kind.COUNT, 1.0): (
        "body_bytes_sent",
        "bytes_sent",
        "bytes",
        "size",
        "bytes_read",
        "response_size",
        "B",
    ),
    ("bytes_in", Kind.COUNT, 1.0): ("request_length", "bytes_received", "bytes_uploaded", "U"),
    ("duration", Kind.SECONDS, 1.0): ("request_time", "duration", "response_time"),
    ("duration", Kind.SECONDS, 1e3): ("request_time_ms", "duration_ms", "time_total_ms", "Ta"),
    ("user_agent", Kind.TEXT, 1.0): (
        "http_user_agent",
        "user_agent",
        "agent",
        "useragent",
        "http-user-agent",
        "ua",
    ),
    ("referer", Kind.TEXT, 1.0): ("http_referer", "http_referrer", "referer", "referrer"),
    ("forwarded", Kind.TEXT, 1.0): (
        "http_x_forwarded_for",
        "x_forwarded_for",
        "xff",
        "forwarded_for",
        "http_x_real_ip",
        "x_real_ip",
    ),
    ("host", Kind.TEXT, 1.0): ("http_host", "host", "request_host", "domain"),
    ("user", Kind.TEXT, 1.0): ("remote_user", "user", "auth"),
    ("uid", Kind.TEXT, 1.0): ("request_id", "unique_id", "req_id"),
    ("header Cookie", Kind.TEXT, 1.0): ("http_cookie", "cookie"),
    ("header Authorization", Kind.TEXT, 1.0): ("http_authorization",),
    ("header Origin", Kind.TEXT, 1.0): ("http_origin",),
    ("header Content-Type", Kind.TEXT, 1.0): ("content_type", "http_content_type"),
    ("body", Kind.TEXT, 1.0): ("request_body",),
}


def access_fields(within: tuple[str, ...] = ()) -> tuple[Field, ...]:
    """The fields of an access log by any of their names, inside of the object at `within`."""
    return tuple(
        Field(column, (*within, name), kind, per_second)
        for (column, kind, per_second), names in _NAMES.items()
        for name in names
    )


class HttpReader(JsonReader):
    """Makes a request of what is said of it in pieces.

    Beyond columns of CONNECTION: `request`, a request line that stands for method and path; `query`, which follows the
    path where that lacks it; and `header NAME`, a request header.
    """

    def complete(self, rows: pl.DataFrame, decoded: pl.DataFrame) -> pl.DataFrame:
        """As `JsonReader.complete`."""
        del decoded
        if "request" in rows.columns:
            rows = _with_request_line(rows)
        if "query" in rows.columns:
            rows = rows.with_columns(_with_query().alias("path"))
        headers = list(_headers(rows))
        if headers:
            joined = pl.concat_str(headers, separator="\n", ignore_nulls=True)
            rows = rows.with_columns(pl.when(joined != "").then(joined).alias("headers"))
        return rows.with_columns(transport=pl.lit("tcp"), protocol=pl.lit("http"))


def _headers(rows: pl.DataFrame) -> Iterator[pl.Expr]:
    if "headers" in rows.columns:
        yield pl.col("headers")
    for column in rows.columns:
        if column.startswith("header "):
            yield column.removeprefix("header ") + ": " + pl.col(column)


def _with_request_line(rows: pl.DataFrame) -> pl.DataFrame:
    """Method and path from the request line where they are not said apart; what is no request line is the body."""
    parts = split(rows["request"])
    present = [name for name in parts.columns if name in rows.columns]
    return rows.with_columns(
        rows[name].fill_null(parts[name]) if name in present else parts[name] for name in parts.columns
    )


def _with_query() -> pl.Expr:
    bare = ~pl.col("path").str.contains("?", literal=True)
    query = pl.col("query").str.strip_prefix("?")
    return pl.when(bare & (query != "")).then(pl.concat_str("path", query, separator="?")).otherwise("path")
