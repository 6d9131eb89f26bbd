"""nfdump's flows with commas (`nfdump -o csv`), of nfdump 1.6 and 1.7; times name no zone, and are read as UTC.

Its flags are of all packets of a flow, so that they do not tell who answered.
"""

from __future__ import annotations

from typing import Final

from vedette.model.errors import MalformedInput
from vedette.telemetry.flow_table import FlowReader
from vedette.telemetry.lines import LineFormat, LineReader
from vedette.telemetry.source import Source

_OLD: Final = {
    "ts": "start",
    "te": "end",
    "sa": "source",
    "da": "target",
    "sp": "source_port",
    "dp": "target_port",
    "pr": "transport",
    "ibyt": "bytes",
    "obyt": "bytes_back",
}
_NEW: Final = {
    "firstSeen": "start",
    "duration": "seconds",
    "srcAddr": "source",
    "dstAddr": "target",
    "srcPort": "source_port",
    "dstPort": "target_port",
    "proto": "transport",
    "bytes": "bytes",
}
_NOISE: Final = (
    "^(?:ts,te,|firstSeen,|Summary$|flows,bytes,packets|[0-9]+(?:,[0-9.]+){4,5}$|No matching flows)"
)


def _columns(head: bytes) -> tuple[list[str], dict[str, str]] | None:
    names = head.partition(b"\n")[0].decode("utf-8", "backslashreplace").strip().split(",")
    for fields in (_OLD, _NEW):
        if {name for name in fields if name not in ("te", "obyt")} <= set(names) and len(set(names)) == len(
            names
        ):
            return names, fields
    return None


class NfdumpCsv(LineFormat):
    """One row a flow."""

    name = "nfdump_csv"
    title = "nfdump flows (CSV)"

    def sniff(self, head: bytes, name: str) -> float:
        """As `Format.sniff`: certain by the header."""
        del name
        return 1.0 if _columns(head) else 0.0

    def reader(self, head: bytes, source: Source) -> LineReader:
        """As `LineFormat.reader`. Raises MalformedInput where there is no header."""
        found = _columns(head)
        if found is None:
            raise MalformedInput(source.name, "the first line does not name nfdump's columns")
        names, fields = found
        return FlowReader(names, ",", fields, "%Y-%m-%d %H:%M:%S%.f", "", _NOISE)
