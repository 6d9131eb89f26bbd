"""Envoy's access log as JSON (Envoy manual, "Access logging", JSON format; Istio's and Contour's default names).

`downstream_remote_address` is who connected, or whom the forwarding header names as far as Envoy trusts it;
`downstream_direct_remote_address` is who connected in any case. Durations are milliseconds.
"""

from __future__ import annotations

import polars as pl

from vedette.telemetry.json_fields import Field, Kind
from vedette.telemetry.json_http import HttpReader
from vedette.telemetry.json_lines import JsonFormat, Record

_CLIENT = ("downstream_remote_address", "downstream_remote_address_without_port", "downstream_remote_addr")
_STATUS = ("response_code", "response_status", "status")


class _EnvoyReader(HttpReader):
    """Tells the client from the proxy."""

    def complete(self, rows: pl.DataFrame, decoded: pl.DataFrame) -> pl.DataFrame:
        """As `HttpReader.complete`."""
        named = pl.col("peer") != pl.col("client_ip")
        return super().complete(rows, decoded).with_columns(pl.when(named).then("peer").alias("peer_ip"))


class EnvoyJson(JsonFormat):
    """Envoy's log of requests."""

    name = "envoy_json"
    title = "Envoy access log as JSON"
    reader_class = _EnvoyReader
    fields = (
        Field("time", ("start_time",), Kind.TIME),
        Field("time", ("@timestamp",), Kind.TIME),
        *(Field("client_ip", (name,), Kind.ADDRESS) for name in _CLIENT),
        *(Field("client_port", (name,), Kind.PORT) for name in _CLIENT),
        Field("peer", ("downstream_direct_remote_address",), Kind.ADDRESS),
        Field("server_ip", ("downstream_local_address",), Kind.ADDRESS),
        Field("server_port", ("downstream_local_address",), Kind.PORT),
        Field("method", ("method",)),
        Field("path", ("x-envoy-origin-path",)),
        Field("path", ("x_envoy_origin_path",)),
        Field("path", ("x-envoy-original-path",)),
        Field("path", ("path",)),
        Field("path", ("uri_path",)),
        *(Field("status", (name,), Kind.STATUS) for name in _STATUS),
        Field("bytes_in", ("bytes_received",), Kind.COUNT),
        Field("bytes_out", ("bytes_sent",), Kind.COUNT),
        Field("duration", ("duration",), Kind.SECONDS, 1e3),
        Field("host", (":authority",)),
        Field("host", ("authority",)),
        Field("host", ("requested_server_name",)),
        Field("user_agent", ("user-agent",)),
        Field("user_agent", ("user_agent",)),
        Field("referer", ("referer",)),
        Field("forwarded", ("x-forwarded-for",)),
        Field("forwarded", ("x_forwarded_for",)),
        Field("uid", ("x-request-id",)),
        Field("uid", ("request_id",)),
    )

    def tells(self, record: Record) -> float:
        """As `JsonFormat.tells`: by Envoy's name of the client."""
        keys = set(record)
        return 0.95 if keys & set(_CLIENT) and keys & {*_STATUS, "start_time"} else 0.0
