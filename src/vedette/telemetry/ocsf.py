"""OCSF events of network activity (Open Cybersecurity Schema Framework 1.0 to 1.8): category 4, HTTP and others.

The source endpoint is the client. `traffic.bytes_out` goes from the source to the destination, `bytes_in` comes back.
Times are milliseconds or, with the profile `datetime`, RFC 3339.
"""

from __future__ import annotations

import polars as pl

from vedette.telemetry.events import Event
from vedette.telemetry.json_fields import Field, Kind
from vedette.telemetry.json_http import HttpReader
from vedette.telemetry.json_lines import JsonFormat, Record
from vedette.telemetry.transports import transport_names

_NETWORK = 4
_BLOCKED = ("Blocked", "Dropped", "Denied")
_PROTOCOLS = {
    "4002": "http",
    "4003": "dns",
    "4004": "dhcp",
    "4005": "rdp",
    "4006": "smb",
    "4007": "ssh",
    "4008": "ftp",
    "4009": "smtp",
}
"""By class; of a network activity (4001) and a file's the protocol is said apart, if at all."""


class _OcsfReader(HttpReader):
    """Names what OCSF numbers."""

    def complete(self, rows: pl.DataFrame, decoded: pl.DataFrame) -> pl.DataFrame:
        """As `HttpReader.complete`."""
        said = rows.select("protocol", "transport", "transport_number").to_struct("said")
        rows = (
            super()
            .complete(rows, decoded)
            .with_columns(said)
            .drop("protocol", "transport", "transport_number")
        )
        rows = rows.unnest("said")
        listed = pl.col("forwarded").str.starts_with('["')
        by_class = pl.col("class").replace_strict(_PROTOCOLS, default=None, return_dtype=pl.String)
        return rows.with_columns(
            pl.coalesce(by_class, pl.col("protocol").str.to_lowercase()).alias("protocol"),
            transport_names(pl.coalesce("transport", "transport_number")).alias("transport"),
            pl.when(pl.col("action").is_in(_BLOCKED)).then(pl.lit(Event.DROPPED.value)).alias("event"),
            pl.coalesce("bytes_out", "length").alias("bytes_out"),
            pl.when(listed)
            .then(pl.col("forwarded").str.replace_all(r'["\[\]]', ""))
            .otherwise("forwarded")
            .alias("forwarded"),
        )


class Ocsf(JsonFormat):
    """OCSF network activity."""

    name = "ocsf"
    title = "OCSF network and HTTP activity"
    documents = True
    wrapper = "Records"
    client_paths = (("src_endpoint", "ip"),)
    reader_class = _OcsfReader
    fields = (
        Field("class", ("class_uid",)),
        Field("time", ("start_time_dt",), Kind.TIME),
        Field("time", ("start_time",), Kind.TIME),
        Field("time", ("time_dt",), Kind.TIME),
        Field("time", ("time",), Kind.TIME),
        Field("client_ip", ("src_endpoint", "ip"), Kind.ADDRESS),
        Field("client_port", ("src_endpoint", "port"), Kind.PORT),
        Field("server_ip", ("dst_endpoint", "ip"), Kind.ADDRESS),
        Field("server_port", ("dst_endpoint", "port"), Kind.PORT),
        Field("server_name", ("dst_endpoint", "hostname")),
        Field("transport", ("connection_info", "protocol_name")),
        Field("transport_number", ("connection_info", "protocol_num")),
        Field("protocol", ("app_name",)),
        Field("protocol", ("dst_endpoint", "svc_name")),
        Field("uid", ("connection_info", "uid")),
        Field("uid", ("metadata", "uid")),
        Field("bytes_in", ("traffic", "bytes_out"), Kind.COUNT),
        Field("bytes_out", ("traffic", "bytes_in"), Kind.COUNT),
        Field("duration", ("duration",), Kind.SECONDS, 1e3),
        Field("action", ("disposition",)),
        Field("action", ("action",)),
        Field("method", ("http_request", "http_method")),
        Field("path", ("http_request", "url", "path")),
        Field("path", ("http_request", "url", "url_string")),
        Field("query", ("http_request", "url", "query_string")),
        Field("host", ("http_request", "url", "hostname")),
        Field("host", ("query", "hostname")),
        Field("host", ("tls", "sni")),
        Field("user_agent", ("http_request", "user_agent")),
        Field("referer", ("http_request", "referrer")),
        Field("forwarded", ("http_request", "x_forwarded_for")),
        Field("headers", ("http_request", "http_headers"), Kind.HEADERS),
        Field("status", ("http_response", "code"), Kind.STATUS),
        Field("length", ("http_response", "length"), Kind.COUNT),
        Field("user", ("actor", "user", "name")),
        Field("message", ("message",)),
    )

    def tells(self, record: Record) -> float:
        """As `JsonFormat.tells`: by an event of the network category that has a source."""
        number = record.get("class_uid")
        network = isinstance(number, int) and number // 1000 == _NETWORK
        return 1.0 if network and isinstance(record.get("src_endpoint"), dict) else 0.0
