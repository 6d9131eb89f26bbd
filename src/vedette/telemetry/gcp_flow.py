"""Google Cloud's VPC flow logs, as Cloud Logging exports them ("VPC Flow Logs record format").

A record is one direction of a connection, as one end sampled it: its source is the client as said, and `bytes_sent`
are the bytes from it.
"""

from __future__ import annotations

import polars as pl

from vedette.telemetry.json_fields import Field, Kind
from vedette.telemetry.json_lines import JsonFormat, JsonReader, Record, inside
from vedette.telemetry.transports import transport_names

_PAYLOAD = "jsonPayload"
_CONNECTION = (_PAYLOAD, "connection")


class _FlowReader(JsonReader):
    """Reckons how long a flow was seen."""

    def complete(self, rows: pl.DataFrame, decoded: pl.DataFrame) -> pl.DataFrame:
        """As `JsonReader.complete`."""
        del decoded
        seconds = (pl.col("ended") - pl.col("time")).dt.total_microseconds() / 1e6
        return rows.with_columns(
            pl.when(seconds >= 0).then(seconds).alias("duration"),
            transport_names(pl.col("transport")).alias("transport"),
        )


class GcpFlow(JsonFormat):
    """Google Cloud's log of flows."""

    name = "gcp_flow"
    title = "Google Cloud VPC flow log"
    documents = True
    client_paths = (("src_ip",),)
    reader_class = _FlowReader
    fields = (
        Field("time", (_PAYLOAD, "start_time"), Kind.TIME),
        Field("time", ("timestamp",), Kind.TIME),
        Field("ended", (_PAYLOAD, "end_time"), Kind.TIME),
        Field("client_ip", (*_CONNECTION, "src_ip"), Kind.ADDRESS),
        Field("client_port", (*_CONNECTION, "src_port"), Kind.PORT),
        Field("server_ip", (*_CONNECTION, "dest_ip"), Kind.ADDRESS),
        Field("server_port", (*_CONNECTION, "dest_port"), Kind.PORT),
        Field("server_name", (_PAYLOAD, "dest_instance", "vm_name")),
        Field("transport", (*_CONNECTION, "protocol")),
        Field("bytes_in", (_PAYLOAD, "bytes_sent"), Kind.COUNT),
    )

    def tells(self, record: Record) -> float:
        """As `JsonFormat.tells`: by the connection in the payload."""
        connection = inside(record, *_CONNECTION)
        return 1.0 if isinstance(connection, dict) and {"src_ip", "dest_ip"} <= set(connection) else 0.0
