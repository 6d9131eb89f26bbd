"""AWS WAF's log: one object a request that the firewall saw (AWS WAF developer guide, "Log fields").

The client is whoever connected to the service that the firewall stands before. Times are milliseconds.
"""

from __future__ import annotations

import polars as pl

from vedette.telemetry.events import Event
from vedette.telemetry.headers import from_headers
from vedette.telemetry.json_fields import Field, Kind
from vedette.telemetry.json_http import HttpReader
from vedette.telemetry.json_lines import JsonFormat, Record, inside

_REQUEST = "httpRequest"
_STOPPED = ("BLOCK", "CAPTCHA", "CHALLENGE")


class _WafReader(HttpReader):
    """Takes from the headers what has a column of its own."""

    def complete(self, rows: pl.DataFrame, decoded: pl.DataFrame) -> pl.DataFrame:
        """As `HttpReader.complete`."""
        stopped = pl.col("action").is_in(_STOPPED)
        return (
            super()
            .complete(rows, decoded)
            .with_columns(
                *from_headers(),
                pl.when(stopped).then(pl.lit(Event.DROPPED.value)).alias("event"),
                pl.when(stopped).then("rule").alias("notice"),
            )
        )


class AwsWaf(JsonFormat):
    """AWS WAF's log of requests."""

    name = "aws_waf"
    title = "AWS WAF log"
    client_paths = (("clientIp",),)
    kind_path = ("action",)
    parsed_kinds = tuple(action.encode() for action in _STOPPED)
    reader_class = _WafReader
    fields = (
        Field("time", ("timestamp",), Kind.TIME),
        Field("client_ip", (_REQUEST, "clientIp"), Kind.ADDRESS),
        Field("server_name", ("httpSourceId",)),
        Field("method", (_REQUEST, "httpMethod")),
        Field("path", (_REQUEST, "uri")),
        Field("query", (_REQUEST, "args")),
        Field("headers", (_REQUEST, "headers"), Kind.HEADERS),
        Field("status", ("responseCodeSent",), Kind.STATUS),
        Field("uid", (_REQUEST, "requestId")),
        Field("action", ("action",)),
        Field("rule", ("terminatingRuleId",)),
    )

    def tells(self, record: Record) -> float:
        """As `JsonFormat.tells`: by the request and its access control list."""
        return 1.0 if "webaclId" in record and inside(record, _REQUEST, "clientIp") else 0.0
