"""nfdump's flows as JSON: `nfdump -o json` (an array) and `-o ndjson` (a flow a line), as nfdump 1.6 and 1.7 write them.

A record is one direction of a connection, its source the client as said; bidirectional ones (`nfdump -B`) hold the bytes
of both.
"""

from __future__ import annotations

import polars as pl

from vedette.telemetry.json_fields import Field, Kind
from vedette.telemetry.json_lines import JsonFormat, JsonReader, Record
from vedette.telemetry.transports import transport_names


class _FlowReader(JsonReader):
    """Reckons how long a flow lasted; of other transports than TCP, UDP and SCTP the ports mean nothing."""

    def complete(self, rows: pl.DataFrame, decoded: pl.DataFrame) -> pl.DataFrame:
        """As `JsonReader.complete`."""
        del decoded
        seconds = (pl.col("ended") - pl.col("time")).dt.total_microseconds() / 1e6
        rows = rows.with_columns(
            pl.when(seconds >= 0).then(seconds).alias("duration"),
            transport_names(pl.col("transport")).alias("transport"),
        )
        with_ports = pl.col("transport").is_in(("tcp", "udp", "sctp"))
        return rows.with_columns(
            pl.when(with_ports).then(port).alias(port) for port in ("client_port", "server_port")
        )


class NfdumpJson(JsonFormat):
    """nfdump's flows."""

    name = "nfdump_json"
    title = "nfdump flows as JSON"
    documents = True
    client_paths = (("src4_addr",), ("src6_addr",))
    reader_class = _FlowReader
    fields = (
        Field("time", ("first",), Kind.TIME),
        Field("time", ("t_first",), Kind.TIME),
        Field("ended", ("last",), Kind.TIME),
        Field("ended", ("t_last",), Kind.TIME),
        Field("client_ip", ("src4_addr",), Kind.ADDRESS),
        Field("client_ip", ("src6_addr",), Kind.ADDRESS),
        Field("client_port", ("src_port",), Kind.PORT),
        Field("server_ip", ("dst4_addr",), Kind.ADDRESS),
        Field("server_ip", ("dst6_addr",), Kind.ADDRESS),
        Field("server_port", ("dst_port",), Kind.PORT),
        Field("transport", ("proto",)),
        Field("bytes_in", ("in_bytes",), Kind.COUNT),
        Field("bytes_out", ("out_bytes",), Kind.COUNT),
    )

    def tells(self, record: Record) -> float:
        """As `JsonFormat.tells`: by nfdump's names of the ends."""
        return 1.0 if {"src4_addr", "src6_addr"} & set(record) and "proto" in record else 0.0
