"""Suricata's fast.log: one line an alert.

`MM/DD/YYYY-HH:MM:SS.ffffff  [Drop] [**] [gid:sid:rev] message [**] [Classification: …] [Priority: n] {TCP} from -> to`
(Suricata's alert-fastlog.c). The client is whoever sent the packet that the rule fired on: of a rule that looks at
answers this is the server, and it is kept as said. Stamps are of the sensor's clock, name no zone, and are read as UTC.
Alerts of the decoder print the packet's bytes in place of addresses, and are ignored.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.model.connection import UTC_MICROSECONDS
from vedette.telemetry.events import Event
from vedette.telemetry.fields import addresses
from vedette.telemetry.lines import LineFormat, LineReader
from vedette.telemetry.source import Source

NOT_AN_ALERT: Final = "not written as an alert"

_OPENING: Final = (
    r"^(?P<opening>(?P<stamp>[0-9]{2}/[0-9]{2}/(?:[0-9]{2}|[0-9]{4})-[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{1,6})  "
    r"(?:\[(?P<action>w?Drop)\] )?\[\*\*\] \[(?P<notice>[0-9]+:[0-9]+:[0-9]+)\] )"
)
_ADDRESS: Final = "[0-9A-Fa-f:.]+"
_FLOW: Final = (
    r"\{(?P<transport>[^{} ]*)\} "
    rf"(?P<client_ip>{_ADDRESS}):(?P<client_port>[0-9]+) -> (?P<server_ip>{_ADDRESS}):(?P<server_port>[0-9]+)$"
)
_RAW_PACKET: Final = " [**] [Raw pkt: "
_ACTIONS: Final = {"Drop": Event.DROPPED.value, "wDrop": Event.WOULD_DROP.value}
_WITH_PORTS: Final = ("tcp", "udp", "sctp", "icmp")
"""Transports whose ports, or type and code, mean something; of others Suricata writes 0."""
_FIRST_YEAR: Final = 1970
"""Earlier years are no time at which an alert was written, and not every program can print them."""
_LINES_SNIFFED: Final = 100


class SuricataFast(LineFormat):
    """Suricata's log of one line an alert."""

    name = "suricata_fast"
    title = "Suricata fast.log"

    def sniff(self, head: bytes, name: str) -> float:
        """As `Format.sniff`: certain where all lines open as alerts do."""
        del name
        lines = head.decode("utf-8", "backslashreplace").split("\n")[:_LINES_SNIFFED]
        whole = pl.Series([line for line in lines if line], dtype=pl.String)
        if whole.is_empty():
            return 0.0
        return int(whole.str.contains(_OPENING).sum()) / len(whole)

    def reader(self, head: bytes, source: Source) -> LineReader:
        """As `LineFormat.reader`."""
        del head, source
        return _FastReader()


class _FastReader(LineReader):
    def parse(self, lines: pl.Series) -> pl.DataFrame:
        """As `LineReader.parse`."""
        rows = pl.DataFrame(
            {
                "line": lines,
                "opening": lines.str.extract_groups(_OPENING),
                "flow": lines.str.extract_groups(_FLOW),
            }
        ).unnest("opening", "flow")
        rows = rows.with_columns(addresses(rows[name]) for name in ("client_ip", "server_ip"))
        text = pl.col("line").str.strip_prefix(pl.col("opening"))
        told = pl.all_horizontal(pl.col("opening", "client_ip", "server_ip").is_not_null())
        raw = pl.col("opening").is_not_null() & pl.col("line").str.contains(_RAW_PACKET, literal=True)
        ignore = (pl.col("line") == "") | (raw & ~told)
        transport = pl.col("transport").str.to_lowercase().replace({"ipv6-icmp": "icmp"})
        return rows.with_columns(transport).select(
            _time(pl.col("stamp")).alias("time"),
            "client_ip",
            _port("client_port"),
            "server_ip",
            _port("server_port"),
            "transport",
            pl.col("action").replace_strict(_ACTIONS, default=None, return_dtype=pl.String).alias("event"),
            "notice",
            text.str.replace(r" \{[^{}]*\} [^{}]*$", "")
            .str.replace(" [**]", "", literal=True)
            .alias("message"),
            pl.when(~told & ~ignore).then(pl.lit(NOT_AN_ALERT)).alias("reject"),
            ignore.alias("ignore"),
        )


def _time(stamp: pl.Expr) -> pl.Expr:
    """Times as old Suricata wrote them, with two digits of the year, and as new."""
    short = stamp.str.slice(8, 1) == "-"
    old = pl.concat_str(stamp.str.head(6), pl.lit("20"), stamp.str.slice(6))
    whole = pl.when(short).then(old).otherwise(stamp)
    read = whole.str.to_datetime("%m/%d/%Y-%H:%M:%S%.f", strict=False, time_unit="us")
    return (
        pl.when(read.dt.year() >= _FIRST_YEAR).then(read).dt.replace_time_zone("UTC").cast(UTC_MICROSECONDS)
    )


def _port(name: str) -> pl.Expr:
    port = pl.col(name).cast(pl.UInt16, strict=False)
    return pl.when((port > 0) | pl.col("transport").is_in(_WITH_PORTS)).then(port).alias(name)
