"""FortiGate's log through syslog or as downloaded: `date=… time=… devname="…" logid="…" type="traffic" srcip=… action="deny"`.

Keys and values parted by blanks, texts in quotes (Fortinet, "FortiOS Log Message Reference"). The source is the client; of
a VPN the remote end. A text of the client's may hold a further address: such lines are rejected.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.telemetry.events import Event
from vedette.telemetry.fields import addresses
from vedette.telemetry.json_fields import times
from vedette.telemetry.lines import Block, LineFormat, LineReader, Spans
from vedette.telemetry.marks import behind_only, without
from vedette.telemetry.messages import AMBIGUOUS
from vedette.telemetry.source import Source
from vedette.telemetry.text import first_lines
from vedette.telemetry.transports import transport_names

NO_LOG: Final = "no line of a FortiGate"
NO_ADDRESS: Final = "client is no address"

_LINE: Final = (
    r'(?:^|[ >])date=[0-9]{4}-[0-9]{2}-[0-9]{2} time=[0-9:]{8} .*\btype="?[a-z-]+"? .*?\bsubtype="?[a-z-]+'
)
_PRIORITY: Final = "^<[0-9]{1,3}>"
_CLIENTS: Final = ("srcip", "remip")
_TEXTS: Final = {
    "server_name": "devname",
    "user": "user",
    "host": "hostname",
    "path": "url",
    "user_agent": "agent",
    "notice": "attack",
    "message": "msg",
}
_NUMBERS: Final = {
    "client_port": ("srcport", pl.UInt16),
    "server_port": ("dstport", pl.UInt16),
    "bytes_in": ("sentbyte", pl.Int64),
    "bytes_out": ("rcvdbyte", pl.Int64),
    "duration": ("duration", pl.Float64),
}
_ABSENT: Final = ("", "N/A")
_STOPPED: Final = ("deny", "block", "blocked", "dropped", "drop", "reset", "reset_client", "reset_server")
_HTTP: Final = ("webfilter", "waf")
_PARSED: Final = (b'type="event"', b'type="utm"', b"type=event", b"type=utm")
"""What stands in lines that tell of logins, and of findings."""
_LINES_SNIFFED: Final = 200


class Fortigate(LineFormat):
    """Packets and requests that passed or did not, logins, and attacks."""

    name = "fortigate"
    title = "FortiGate log"

    def sniff(self, head: bytes, name: str) -> float:
        """As `Format.sniff`: by the share of lines with a FortiGate's first keys."""
        del name
        lines = first_lines(head, _LINES_SNIFFED)
        return 0.95 * int(lines.str.contains(_LINE).sum()) / len(lines) if len(lines) else 0.0

    def reader(self, head: bytes, source: Source) -> LineReader:
        """As `LineFormat.reader`."""
        del head, source
        return _FortigateReader()


class _FortigateReader(LineReader):
    def parse(self, lines: pl.Series) -> pl.DataFrame:
        """As `LineReader.parse`."""
        blank = lines.str.strip_chars() == ""
        said = " " + lines.str.replace(_PRIORITY, "")
        written = {name: _value(said, name) for name in _CLIENTS}
        client = written["srcip"].fill_null(written["remip"])
        address = addresses(client)
        again = said.str.count_matches(" (?:srcip|remip)=") > 1
        rows = pl.DataFrame(
            [
                _time(said).alias("time"),
                address.set(again, None).alias("client_ip"),
                addresses(_value(said, "dstip")).alias("server_ip"),
                *(_value(said, key).alias(column) for column, key in _TEXTS.items()),
                *(
                    _value(said, key).cast(dtype, strict=False).alias(column)
                    for column, (key, dtype) in _NUMBERS.items()
                ),
                *(_value(said, key).alias(key) for key in ("proto", "type", "subtype", "action")),
                _value(said, "status").alias("outcome"),
            ]
        )
        return rows.with_columns(
            transport_names(pl.col("proto")).alias("transport"),
            pl.when(pl.col("subtype").is_in(_HTTP)).then(pl.lit("http")).alias("protocol"),
            _event().alias("event"),
            pl.when(~blank & ~lines.str.contains(_LINE))
            .then(pl.lit(NO_LOG))
            .when(again)
            .then(pl.lit(AMBIGUOUS))
            .when(client.is_not_null() & address.is_null())
            .then(pl.lit(NO_ADDRESS))
            .alias("reject"),
        ).with_columns((pl.col("client_ip").is_null() & pl.col("reject").is_null()).alias("ignore"))

    def spans(self, block: Block) -> Spans:
        """As `LineReader.spans`: of traffic."""
        return Spans(without(block, behind_only(block, b" srcip="), _PARSED), ord(" "))


def _value(said: pl.Series, key: str) -> pl.Series:
    """The values of a key, without their quotes, null where there is none."""
    value = said.str.extract(rf' {key}=("(?:[^"\\]|\\.)*"|[^ "]*)').str.strip_chars('"')
    return value.set(value.is_in(_ABSENT), None)


def _time(said: pl.Series) -> pl.Series:
    """When it happened: since 1970, or by date, clock and zone."""
    clock = pl.concat_str(
        pl.lit(_value(said, "date")),
        pl.lit("T"),
        pl.lit(_value(said, "time")),
        pl.lit(_value(said, "tz").fill_null("+0000")),
    )
    return times(_value(said, "eventtime")).fill_null(times(pl.select(clock).to_series()))


def _event() -> pl.Expr:
    """What the columns type, action and outcome say."""
    event, action, login = pl.col("type") == "event", pl.col("action"), pl.col("action") == "login"
    return (
        pl.when(event & ((login & (pl.col("outcome") == "failed")) | (action == "ssl-login-fail")))
        .then(pl.lit(Event.LOGIN_FAILED.value))
        .when(event & ((login & (pl.col("outcome") == "success")) | (action == "tunnel-up")))
        .then(pl.lit(Event.LOGIN_ACCEPTED.value))
        .when(action.is_in(_STOPPED))
        .then(pl.lit(Event.DROPPED.value))
    )
