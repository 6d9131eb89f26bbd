"""Azure's flow logs, of network security groups (versions 1 and 2) and of virtual networks.

A blob is one document, `{"records": [...]}`; each record holds rules, and each rule its flows as texts of values with
commas (Azure Network Watcher, "NSG flow logs" and "Virtual network flow logs"): time, source, destination, their ports,
transport, direction, decision, and since version 2 state, and packets and bytes each way. Every such text is a line here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec
import numpy as np
import polars as pl

from vedette.telemetry.events import Event
from vedette.telemetry.fields import addresses
from vedette.telemetry.interface import Batch, Screen
from vedette.telemetry.json_documents import read_document
from vedette.telemetry.json_fields import times
from vedette.telemetry.json_lines import JsonFormat, Record
from vedette.telemetry.lines import Block, LineReader, Spans
from vedette.telemetry.marks import behind_first, positions, within
from vedette.telemetry.source import Source
from vedette.telemetry.transports import transport_names

NOT_A_FLOW: Final = "not a flow of eight values or more"

_WRAPPER: Final = "records"
_VALUES: Final = (
    "time",
    "client_ip",
    "server_ip",
    "client_port",
    "server_port",
    "transport",
    "direction",
    "decision",
    "state",
    "packets_in",
    "bytes_in",
    "packets_out",
    "bytes_out",
)
_COMMA: Final = ","
_FEWEST: Final = 8
_VNET_STATE, _VNET_ENCRYPTION = 7, 8
_LETTERS: Final = {"T": "tcp", "U": "udp"}


class _FlowTuples(msgspec.Struct, rename="camel"):
    flow_tuples: list[str] = []


class _Rule(msgspec.Struct, rename="camel"):
    flows: list[_FlowTuples] = []
    flow_groups: list[_FlowTuples] = []


class _Flows(msgspec.Struct, rename="camel"):
    flows: list[_Rule] = []


class _Record(msgspec.Struct, rename="camel"):
    properties: _Flows | None = None
    flow_records: _Flows | None = None


_RECORD: Final = msgspec.json.Decoder(_Record)


def _unrolled(record: bytes) -> list[bytes]:
    """The flows of a record; of one that is built otherwise the record itself, which is then no flow."""
    try:
        found = _RECORD.decode(record)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return [b" ".join(record.split())]
    groups = [group for rule in (found.properties or _Flows()).flows for group in rule.flows]
    nsg = [text for group in groups for text in group.flow_tuples]
    groups = [group for rule in (found.flow_records or _Flows()).flows for group in rule.flow_groups]
    vnet = [_as_nsg(text) for group in groups for text in group.flow_tuples]
    return [" ".join(text.split()).encode("utf-8", "backslashreplace") for text in nsg + vnet]


def _as_nsg(text: str) -> str:
    """A flow of a virtual network in the order of the older logs: its state D is the decision to deny."""
    values = text.split(",")
    if len(values) <= _VNET_ENCRYPTION:
        return text
    state = values[_VNET_STATE]
    decision = ["D" if state == "D" else "A", state]
    return ",".join(values[:_VNET_STATE] + decision + values[_VNET_ENCRYPTION + 1 :])


class _TupleReader(LineReader):
    carries_text = False

    def spans(self, block: Block) -> Spans:
        """As `LineReader.spans`: the second value of lines that have enough."""
        comma = _COMMA.encode()
        _, rows = within(block, positions(block.data, comma))
        enough = np.bincount(rows, minlength=len(block.starts)) >= _FEWEST - 1
        return Spans(np.where(enough, behind_first(block, comma), -1), ord(_COMMA))

    def parse(self, lines: pl.Series) -> pl.DataFrame:
        """As `LineReader.parse`."""
        values = lines.str.split(_COMMA)
        texts = pl.DataFrame(
            {name: values.list.get(place, null_on_oob=True) for place, name in enumerate(_VALUES)}
        ).with_columns(pl.when(pl.all() != "").then(pl.all()))
        told = (values.list.len() >= _FEWEST) & addresses(texts["client_ip"]).is_not_null()
        return texts.with_columns(
            times(texts["time"]).alias("time"),
            *(addresses(texts[name]).alias(name) for name in ("client_ip", "server_ip")),
            *(pl.col(name).cast(pl.UInt16, strict=False) for name in ("client_port", "server_port")),
            *(pl.col(name).cast(pl.Int64, strict=False) for name in ("bytes_in", "bytes_out")),
            transport_names(pl.col("transport").replace(_LETTERS)).alias("transport"),
            pl.lit(None, pl.String).alias("state"),
            pl.when(pl.col("decision") == "D").then(pl.lit(Event.DROPPED.value)).alias("event"),
            pl.when(~pl.Series(told) & pl.Series(lines != "")).then(pl.lit(NOT_A_FLOW)).alias("reject"),
            pl.Series("ignore", lines == ""),
        )


class AzureFlow(JsonFormat):
    """Azure's logs of flows."""

    name = "azure_flow"
    title = "Azure NSG and virtual network flow logs"
    documents = True
    wrapper = _WRAPPER
    fields = ()

    def sniff(self, head: bytes, name: str) -> float:
        """As `Format.sniff`: by the words that only these logs hold, since a head seldom holds a whole record."""
        if b'"flowTuples"' in head and (
            b'"NetworkSecurityGroupFlowEvent"' in head or b'"flowRecords"' in head
        ):
            return 1.0
        return super().sniff(head, name)

    def tells(self, record: Record) -> float:
        """As `JsonFormat.tells`."""
        return 1.0 if record.get("category") in ("NetworkSecurityGroupFlowEvent", "FlowLogFlowEvent") else 0.0

    def reader(self, head: bytes, source: Source) -> LineReader:
        """As `LineFormat.reader`: of flows, not of records."""
        del head, source
        return _TupleReader()

    def read(self, source: Source, screen: Screen | None) -> Iterator[Batch]:
        """As `Format.read`."""
        yield from read_document(_TupleReader(), source, screen, _WRAPPER, _unrolled)
