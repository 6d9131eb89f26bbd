r"""Connections: the one table that every telemetry format yields.

A row is one attempt by a client to reach a server, one request within it, or one event that a log tells of it.
Missing is null, never "-" or 0. Text comes from strangers: it is kept as it was, with bytes that are no UTF-8
written as ``\xff``, and every sink escapes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

UTC_MICROSECONDS: Final = pl.Datetime("us", "UTC")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    """Its name; the same name means the same thing in every table."""
    dtype: pl.DataType | type[pl.DataType]
    """Its Arrow type, as Polars names it."""
    unit: str
    """Unit or closed vocabulary; empty where the meaning says all."""
    meaning: str
    """What a value says."""


CONNECTION: Final[tuple[Column, ...]] = (
    Column(
        "time",
        UTC_MICROSECONDS,
        "UTC",
        "when the connection or request began; null where the source does not say",
    ),
    Column(
        "client_ip", pl.String, "address", "who asked: the peer, or the client that a trusted proxy names"
    ),
    Column("client_port", pl.UInt16, "port", "its port"),
    Column("server_ip", pl.String, "address", "who was asked"),
    Column("server_port", pl.UInt16, "port", "its port"),
    Column("server_name", pl.String, "host name", "the machine or virtual host, as the source names it"),
    Column("transport", pl.String, "tcp, udp, icmp, …", "the transport protocol"),
    Column("protocol", pl.String, "http, ssh, ldap, …", "the application protocol, where recognised"),
    Column(
        "state",
        pl.String,
        "Zeek conn_state",
        "how the flow went: S0 unanswered, REJ refused, SF normal, RSTO, …",
    ),
    Column("bytes_in", pl.Int64, "bytes", "payload from the client"),
    Column("bytes_out", pl.Int64, "bytes", "payload to the client; of an HTTP response the body"),
    Column("duration", pl.Float64, "seconds", "from first to last packet, or to the end of the response"),
    Column("method", pl.String, "", "HTTP method"),
    Column("host", pl.String, "", "HTTP Host header, as asked"),
    Column("path", pl.String, "", "HTTP request target, as asked, with its query"),
    Column("status", pl.UInt16, "", "HTTP status of the response"),
    Column("user_agent", pl.String, "", "HTTP User-Agent"),
    Column("referer", pl.String, "", "HTTP Referer"),
    Column("forwarded", pl.String, "", "X-Forwarded-For or a relative, as asked: a claim, not a fact"),
    Column("user", pl.String, "", "the account that was asked for or used"),
    Column("headers", pl.String, "", "further request headers, one `Name: value` a line"),
    Column(
        "body",
        pl.String,
        "",
        "start of what the client sent after the headers, or of a payload that is not HTTP",
    ),
    Column("response_headers", pl.String, "", "response headers, one `Name: value` a line"),
    Column("response", pl.String, "", "start of what the server answered: the HTTP body, or another payload"),
    Column(
        "event",
        pl.String,
        "telemetry event word",
        "what a log says happened: login-failed, login-accepted, probe, …",
    ),
    Column(
        "notice",
        pl.String,
        "",
        "a sensor's finding, by its own name: a Zeek notice or tag, a Suricata signature",
    ),
    Column("message", pl.String, "", "the sensor's own words on it"),
    Column("uid", pl.String, "", "the source's identifier of the flow: rows that share it are one flow"),
    Column(
        "peer_ip", pl.String, "address", "the proxy that really connected, where client_ip is what it named"
    ),
    Column("source", pl.String, "path", "the file that says so, as the user named it"),
    Column("line", pl.UInt64, "from 1", "line in the source; null in captures"),
    Column(
        "offset", pl.UInt64, "bytes", "where the line or the first packet starts in the (decompressed) source"
    ),
    Column("raw", pl.String, "", "the line itself, or the first line of the request"),
)

SCHEMA: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    column.name: column.dtype for column in CONNECTION
}

TEXT_SEEN_BY_RULES: Final = ("path", "user_agent", "referer", "headers", "body", "host", "user")
"""What a client can fill freely; rules look here."""


def conform(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with exactly the columns of CONNECTION, in order; missing ones null, types cast."""
    return frame.select(
        pl.col(name).cast(dtype) if name in frame.columns else pl.lit(None, dtype).alias(name)
        for name, dtype in SCHEMA.items()
    )


def empty() -> pl.DataFrame:
    """A table of no connections."""
    return pl.DataFrame(schema=SCHEMA)
