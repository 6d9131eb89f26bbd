"""Flows as tables of text under a header: one row a direction of a connection.

The source of a flow is the client, unless the flow's flags say that it answered (SYN with ACK, RFC 9293 section 3.5):
then it is the server, and the bytes are those to the client. Without flags nobody can tell, and it stays as said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import polars as pl

from vedette.model.address_bytes import windows
from vedette.telemetry.access_rows import times
from vedette.telemetry.events import Event
from vedette.telemetry.fields import addresses
from vedette.telemetry.lines import Block, LineReader, Spans
from vedette.telemetry.marks import field_starts
from vedette.telemetry.transports import transport_names

OTHER_SHAPE: Final = "not as many fields as the header names"
NO_ADDRESS: Final = "an end is no address"
NO_TIME: Final = "time is no date"

_SYN_ACK: Final = 0x12
_COUNTS: Final = ("source_port", "target_port", "flags", "bytes", "bytes_back")
_WITH_PORTS: Final = ("tcp", "udp", "sctp")
_DIGITS: Final = np.isin(np.arange(256), np.frombuffer(b"0123456789", np.uint8))


class FlowReader(LineReader):
    """Rows of a table whose header is known.

    names: its columns; fields: by a column's name one of source, source_port, target, target_port, transport, bytes,
    bytes_back, start, end, seconds, flags, action, or a column of CONNECTION; time: as `access_rows.times` takes it;
    refused: the action that means that the flow was dropped; noise: pattern of lines that are no flows.
    """

    def __init__(
        self,
        names: Sequence[str],
        separator: str,
        fields: Mapping[str, str],
        time: str,
        refused: str,
        noise: str,
    ) -> None:
        value = f"[^{re.escape(separator)}]*"
        self._groups = {name: fields[name] for name in names if name in fields}
        self._pattern = f"^{separator.join(self._group(name, value) for name in names)}$"
        self._separator = separator
        self._time = time
        self._refused = refused
        self._noise = noise
        self._count = len(names)
        places = {group: index for index, name in enumerate(names) if (group := self._groups.get(name))}
        self._source = places["source"]
        self._flags = places.get("flags")

    def _group(self, name: str, value: str) -> str:
        return f"(?P<{self._groups[name]}>{value})" if name in self._groups else value

    def parse(self, lines: pl.Series) -> pl.DataFrame:
        """As `LineReader.parse`."""
        written = lines.str.extract_groups(self._pattern).struct.unnest()
        values = written.select(pl.all().str.strip_chars()).select(pl.when(pl.all() != "-").then(pl.all()))
        values = values.with_columns(
            *(pl.col(name).cast(pl.Int64, strict=False) for name in _COUNTS if name in values.columns),
            *(addresses(values[name]) for name in ("source", "target")),
        )
        rows = self._flows(values).with_columns(self._when(values))
        noise = lines.str.contains(self._noise) | (lines.str.strip_chars() == "")
        told = written["source"].is_not_null()
        empty = (
            told & (written["source"].str.strip_chars() == "-") & (written["target"].str.strip_chars() == "-")
        )
        reason = (
            pl.when(~told)
            .then(pl.lit(OTHER_SHAPE))
            .when(rows["client_ip"].is_null() | rows["server_ip"].is_null())
            .then(pl.lit(NO_ADDRESS))
            .when(rows["time"].is_null())
            .then(pl.lit(NO_TIME))
        )
        ignore = noise | empty
        return rows.with_columns(pl.when(~ignore).then(reason).alias("reject"), ignore.alias("ignore"))

    def _flows(self, values: pl.DataFrame) -> pl.DataFrame:
        """Client and server, what passed between them, and what became of it."""
        missing = [pl.lit(None, pl.Int64).alias(name) for name in _COUNTS if name not in values.columns]
        values = values.with_columns(*missing, transport_names(pl.col("transport")).alias("transport"))
        answered = (pl.col("flags") & _SYN_ACK == _SYN_ACK).fill_null(value=False)
        ports = pl.col("transport").is_in(_WITH_PORTS)

        def either(asked: str, answering: str) -> pl.Expr:
            return pl.when(answered).then(answering).otherwise(asked)

        columns = [
            either("source", "target").alias("client_ip"),
            pl.when(ports).then(either("source_port", "target_port")).alias("client_port"),
            either("target", "source").alias("server_ip"),
            pl.when(ports).then(either("target_port", "source_port")).alias("server_port"),
            pl.col("transport"),
            either("bytes", "bytes_back").alias("bytes_in"),
            either("bytes_back", "bytes").alias("bytes_out"),
        ]
        if "action" in values.columns:
            dropped = pl.col("action") == self._refused
            columns.append(pl.when(dropped).then(pl.lit(Event.DROPPED.value)).alias("event"))
        return values.select(columns)

    def _when(self, values: pl.DataFrame) -> list[pl.Series]:
        """When the flow began, and how long it lasted."""
        start = times(values["start"], self._time).alias("time")
        if "seconds" in values.columns:
            seconds = values["seconds"].cast(pl.Float64, strict=False)
        elif "end" in values.columns:
            seconds = (times(values["end"], self._time) - start).dt.total_microseconds() / 1e6
        else:
            return [start]
        return [start, seconds.set(~(seconds >= 0), None).alias("duration")]

    def spans(self, block: Block) -> Spans | None:
        """The source, where its flags do not say that it answered."""
        if self._source + 1 == self._count:
            return None
        separator = ord(self._separator)
        starts = field_starts(block, separator, self._count - 1, self._source)
        if self._flags is not None:
            places = field_starts(block, separator, self._count - 1, self._flags)
            digits = windows(block.data, np.maximum(places, 0), 2)
            starts = np.where(_DIGITS[digits].all(axis=1), -1, starts)  # SYN with ACK is of two digits
        return Spans(starts, separator)
