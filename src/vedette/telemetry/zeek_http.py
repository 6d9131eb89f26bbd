"""Zeek's http.log: one row a request, with the response's status.

Columns as in Zeek's manual, "http.log". `proxied` is a set of `NAME -> value`, the names in capitals.
"""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from vedette.telemetry.zeek import CLIENT, TUPLE, Field, Kind, ZeekFormat, ZeekReader
from vedette.telemetry.zeek_header import Header, unescaped

_FORWARDED: Final = ("X-FORWARDED-FOR", "X-FORWARDED-FROM", "CLIENT-IP", "FORWARDED")
"""Headers that name the client a proxy spoke for, the most usual first; VIA and others name proxies."""
_HIGHEST_STATUS: Final = 999
"""Three digits (RFC 9110 section 15); a server can answer any number, which is then no status."""


class ZeekHttp(ZeekFormat):
    """Zeek's log of HTTP requests."""

    name = "zeek_http"
    title = "Zeek http.log"
    path = "http"
    telling = frozenset({CLIENT, "method", "uri", "status_code"})
    fields = (
        *TUPLE,
        Field("method", "method", Kind.TEXT),
        Field("host", "host", Kind.TEXT),
        Field("uri", "path", Kind.TEXT),
        Field("referrer", "referer", Kind.TEXT),
        Field("user_agent", "user_agent", Kind.TEXT),
        Field("origin", "headers", Kind.TEXT),
        Field("request_body_len", "bytes_in", Kind.COUNT),
        Field("response_body_len", "bytes_out", Kind.COUNT),
        Field("status_code", "status", Kind.COUNT),
        Field("tags", "notice", Kind.SET),
        Field("username", "user", Kind.TEXT),
        Field("proxied", "forwarded", Kind.SET),
        Field("resp_mime_types", "response_headers", Kind.SET),
    )

    def make(self, log: Header) -> ZeekReader:
        """As `ZeekFormat.make`."""
        return _HttpReader(log, self.fields)


class _HttpReader(ZeekReader):
    """Takes apart what Zeek keeps in sets."""

    def complete(self, rows: pl.DataFrame) -> pl.DataFrame:
        """As `ZeekReader.complete`."""
        separator = re.escape(self.log.set_separator)
        made = {
            "status": pl.when(pl.col("status") <= _HIGHEST_STATUS).then("status"),
            "headers": "Origin: " + pl.col("headers"),
            "forwarded": _forwarded(pl.col("forwarded"), separator),
            "response_headers": "Content-Type: "
            + pl.col("response_headers").str.extract(f"^([^{separator}]*)"),
        }
        rows = rows.with_columns(
            pl.lit("tcp").alias("transport"),
            pl.lit("http").alias("protocol"),
            *(value.alias(column) for column, value in made.items() if column in rows.columns),
        )
        sets = [column for column in ("notice", "forwarded", "response_headers") if column in rows.columns]
        return rows.with_columns(unescaped(rows[column]) for column in sets)


def _forwarded(proxied: pl.Expr, separator: str) -> pl.Expr:
    """The value of the first of the known headers that the set holds; commas in a value are escaped by Zeek."""
    return pl.coalesce(
        proxied.str.extract(f"(?:^|{separator}){name} -> ([^{separator}]*)") for name in _FORWARDED
    )
