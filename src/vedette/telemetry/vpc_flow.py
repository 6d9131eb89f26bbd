"""AWS VPC flow logs, versions 2 to 8, as text with or without header, or with commas (from a query or a Parquet file).

Fields as in "Flow log records" of the VPC guide. Where a gateway stands between, the ends of the packet
(`pkt-srcaddr`) are the ends that are meant. Records without data (NODATA, SKIPDATA) tell of no client. A record's
bytes count headers too.
"""

from __future__ import annotations

from typing import Final

from vedette.model.errors import MalformedInput
from vedette.telemetry.flow_table import FlowReader
from vedette.telemetry.lines import LineFormat, LineReader
from vedette.telemetry.source import Source

_DEFAULT: Final = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"
_FIELDS: Final = {
    "srcport": "source_port",
    "dstport": "target_port",
    "protocol": "transport",
    "bytes": "bytes",
    "start": "start",
    "end": "end",
    "tcp-flags": "flags",
    "action": "action",
}
_NEEDED: Final = {"srcaddr", "dstaddr", "protocol", "start"}
_NOISE: Final = r"(?:^|[ ,])srcaddr[ ,]"
_STATES: Final = (b"OK", b"NODATA", b"SKIPDATA")


def _header(head: bytes) -> tuple[list[str], str]:
    """The columns' names, written with hyphens, and their separator."""
    line = head.partition(b"\n")[0].decode("utf-8", "backslashreplace").strip()
    separator = "," if line.count(",") > line.count(" ") else " "
    names = [name.strip('"').replace("_", "-") for name in line.split(separator)]
    return (names, separator) if set(names) >= _NEEDED else (_DEFAULT.split(" "), " ")


class VpcFlow(LineFormat):
    """One row a record."""

    name = "vpc_flow"
    title = "AWS VPC flow log"

    def sniff(self, head: bytes, name: str) -> float:
        """As `Format.sniff`: certain by a header, likely by a record of version 2."""
        del name
        if b"srcaddr" in head.partition(b"\n")[0] and len(_header(head)[0]) != 1:
            return 0.97 if b"dstaddr" in head.partition(b"\n")[0] else 0.0
        lines = [line.split(b" ") for line in head.split(b"\n")[:100] if line.strip()]
        records = [
            w
            for w in lines
            if len(w) == 14 and w[0] == b"2" and w[2].startswith(b"eni-") and w[13].strip() in _STATES
        ]
        return 0.95 * len(records) / len(lines) if lines else 0.0

    def reader(self, head: bytes, source: Source) -> LineReader:
        """As `LineFormat.reader`. Raises MalformedInput where the header names a column twice."""
        names, separator = _header(head)
        if len(set(names)) != len(names):
            raise MalformedInput(source.name, "the header names a column twice")
        between = "pkt-" if {"pkt-srcaddr", "pkt-dstaddr"} <= set(names) else ""
        ends = {f"{between}srcaddr": "source", f"{between}dstaddr": "target"}
        return FlowReader(names, separator, _FIELDS | ends, "seconds", "REJECT", _NOISE)
