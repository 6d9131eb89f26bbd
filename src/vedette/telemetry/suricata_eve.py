"""Suricata's eve.json: one object an event (Suricata User Guide, "Eve JSON Format").

The client is who began the flow. Records of a protocol and of flows say it as the source; those of single packets
(alerts, drops, anomalies) say the packet's, and the flow's beside it since Suricata 7; in older ones the packet's
`direction` tells, and where that is missing too the packet's source is kept as said. Records of files name no client of
their own (each comes with its transaction), and statistics none at all: both are ignored. A netflow record is half a flow, its source as said.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.telemetry.events import Event
from vedette.telemetry.json_fields import SET_SEPARATOR, Field, Kind
from vedette.telemetry.json_lines import JsonFormat, JsonReader, Record
from vedette.telemetry.transports import transport_names

_TUPLE: Final = ("client_ip", "client_port", "server_ip", "server_port")
_STATES: Final = {"new": "S1", "established": "S1", "closed": "SF"}
"""Of answered TCP flows, as Zeek says it."""
_DROPPED: Final = ("blocked", "drop", "dropped", "reject")
_QUERIED: Final = '"rrname": "([^"\\\\]*)"'
"""Of a DNS query in the third version of its record, as JSON."""
_APPLICATION_EVENTS: Final = (
    "http",
    "tls",
    "ssh",
    "dns",
    "smtp",
    "ftp",
    "rdp",
    "smb",
    "krb5",
    "snmp",
    "sip",
    "mqtt",
)
"""Kinds of event whose name is the application protocol's."""


_OF_PACKETS: Final = (b'alert"', b'anomaly"', b'drop"', b'fileinfo"')
"""Kinds of event whose source need not be the client, or that a sensor found."""


class _EveReader(JsonReader):
    """Joins what the kinds of event say in different places."""

    def complete(self, rows: pl.DataFrame, decoded: pl.DataFrame) -> pl.DataFrame:
        """As `JsonReader.complete`."""
        del decoded
        rows = rows.with_columns(_client_first())
        kind = pl.col("kind")
        named = kind.is_in(_APPLICATION_EVENTS)
        rule = pl.concat_str("gid", "sid", "rev", separator=":", ignore_nulls=True)
        alert = pl.when(pl.col("sid").is_not_null()).then(rule)
        is_flow = kind == "flow"
        unanswered = pl.col("packets_out") == 0
        blocked = (pl.col("action").is_in(_DROPPED)) | (pl.col("verdict").is_in(_DROPPED)) | (kind == "drop")
        port_means = pl.col("transport").str.to_lowercase().is_in(("tcp", "udp", "sctp"))
        return rows.with_columns(
            pl.when(is_flow).then(pl.coalesce("began", "time")).otherwise("time").alias("time"),
            pl.when(kind != "fileinfo").then("client_ip").alias("client_ip"),
            *(pl.when(port_means).then(column).alias(column) for column in ("client_port", "server_port")),
            transport_names(pl.col("transport")).alias("transport"),
            pl.coalesce(
                pl.when(named).then(kind),
                pl.when(~pl.col("protocol").is_in(("failed", "unknown"))).then("protocol"),
            ).alias("protocol"),
            pl.when(is_flow).then("duration").alias("duration"),
            pl.when(is_flow).then("bytes_in").when(kind == "netflow").then("netflow_bytes").alias("bytes_in"),
            pl.when(is_flow & (pl.col("transport") == "TCP"))
            .then(pl.when(unanswered).then(pl.lit("S0")).otherwise(_state()))
            .alias("state"),
            pl.coalesce("length", pl.when(is_flow).then("bytes_out")).alias("bytes_out"),
            pl.coalesce("host", pl.col("query").str.extract(_QUERIED)).alias("host"),
            pl.coalesce(alert, pl.when(kind == "anomaly").then("notice")).alias("notice"),
            _message().alias("message"),
            pl.when(blocked).then(pl.lit(Event.DROPPED.value)).alias("event"),
            ("Content-Type: " + pl.col("content_type")).alias("content_type"),
        ).with_columns(
            pl.coalesce("response_headers", "content_type").alias("response_headers"),
        )


def _state() -> pl.Expr:
    return pl.col("flow_state").replace_strict(_STATES, default=None, return_dtype=pl.String)


def _client_first() -> list[pl.Expr]:
    """The flow's ends in place of the packet's: as the flow says them, else turned where the packet went back."""
    flow_told = pl.col("flow_client_ip").is_not_null() & pl.col("flow_server_ip").is_not_null()
    turned = pl.col("direction") == "to_client"
    other = dict(zip(_TUPLE, (*_TUPLE[2:], *_TUPLE[:2]), strict=True))
    return [
        pl.when(flow_told).then(f"flow_{name}").when(turned).then(other[name]).otherwise(name).alias(name)
        for name in _TUPLE
    ]


def _message() -> pl.Expr:
    """A signature with its class, its priority and the vulnerabilities that it is for, much as fast.log writes it."""
    cves = (
        pl.col("cves")
        .str.replace_all("_", "-", literal=True)
        .str.replace_all(SET_SEPARATOR, ", ", literal=True)
    )
    parts = (
        pl.col("message"),
        "[Classification: " + pl.col("category") + "]",
        "[Priority: " + pl.col("priority") + "]",
        "[" + cves + "]",
    )
    joined = pl.concat_str(*parts, separator=" ", ignore_nulls=True)
    return pl.when(joined != "").then(joined)


class SuricataEve(JsonFormat):
    """Suricata's log of events."""

    name = "suricata_eve"
    title = "Suricata eve.json"
    client_paths = (("src_ip",),)
    kind_path = ("event_type",)
    parsed_kinds = _OF_PACKETS
    reader_class = _EveReader
    fields = (
        Field("kind", ("event_type",)),
        Field("time", ("timestamp",), Kind.TIME),
        Field("client_ip", ("src_ip",), Kind.ADDRESS),
        Field("client_port", ("src_port",), Kind.PORT),
        Field("server_ip", ("dest_ip",), Kind.ADDRESS),
        Field("server_port", ("dest_port",), Kind.PORT),
        Field("flow_client_ip", ("flow", "src_ip"), Kind.ADDRESS),
        Field("flow_client_port", ("flow", "src_port"), Kind.PORT),
        Field("flow_server_ip", ("flow", "dest_ip"), Kind.ADDRESS),
        Field("flow_server_port", ("flow", "dest_port"), Kind.PORT),
        Field("direction", ("direction",)),
        Field("transport", ("proto",)),
        Field("protocol", ("app_proto",)),
        Field("uid", ("flow_id",)),
        Field("server_name", ("host",)),
        Field("began", ("flow", "start"), Kind.TIME),
        Field("duration", ("flow", "age"), Kind.SECONDS),
        Field("flow_state", ("flow", "state")),
        Field("packets_out", ("flow", "pkts_toclient"), Kind.COUNT),
        Field("bytes_in", ("flow", "bytes_toserver"), Kind.COUNT),
        Field("bytes_out", ("flow", "bytes_toclient"), Kind.COUNT),
        Field("netflow_bytes", ("netflow", "bytes"), Kind.COUNT),
        Field("gid", ("alert", "gid")),
        Field("sid", ("alert", "signature_id")),
        Field("rev", ("alert", "rev")),
        Field("message", ("alert", "signature")),
        Field("category", ("alert", "category")),
        Field("priority", ("alert", "severity")),
        Field("cves", ("alert", "metadata", "cve"), Kind.SET),
        Field("action", ("alert", "action")),
        Field("verdict", ("verdict", "action")),
        Field("notice", ("anomaly", "event")),
        Field("method", ("http", "http_method")),
        Field("path", ("http", "url")),
        Field("host", ("http", "hostname")),
        Field("status", ("http", "status"), Kind.STATUS),
        Field("length", ("http", "length"), Kind.COUNT),
        Field("user_agent", ("http", "http_user_agent")),
        Field("referer", ("http", "http_refer")),
        Field("forwarded", ("http", "xff")),
        Field("forwarded", ("xff",)),
        Field("headers", ("http", "request_headers"), Kind.HEADERS),
        Field("response_headers", ("http", "response_headers"), Kind.HEADERS),
        Field("content_type", ("http", "http_content_type")),
        Field("body", ("http", "http_request_body_printable")),
        Field("response", ("http", "http_response_body_printable")),
        Field("host", ("tls", "sni")),
        Field("body", ("ssh", "client", "software_version")),
        Field("response", ("ssh", "server", "software_version")),
        Field("host", ("dns", "rrname")),
        Field("query", ("dns", "queries"), Kind.LIST),
        Field("method", ("sip", "method")),
        Field("path", ("sip", "uri")),
        Field("user", ("smtp", "mail_from")),
        Field("user", ("rdp", "cookie")),
        Field("user", ("krb5", "cname")),
        Field("method", ("ftp", "command")),
        Field("body", ("ftp", "command_data")),
        Field("path", ("smb", "filename")),
        Field("host", ("quic", "sni")),
        Field("body", ("payload_printable",)),
    )

    def tells(self, record: Record) -> float:
        """As `JsonFormat.tells`: by the kind of event, and a flow's or a counter's own fields."""
        if "event_type" not in record or "timestamp" not in record:
            return 0.0
        return 1.0 if {"src_ip", "flow_id", "stats"} & set(record) else 0.0
