r"""Access logs of web servers: one row a request.

The NCSA common and combined formats, as Apache ("Log Files", `%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i"`)
and nginx (`log_format combined`) write them, and Apache's `vhost_combined` (`%v:%p` in front). A further quoted field
is X-Forwarded-For, as in the settings that nginx's own packages bring; what follows it is not read.

Quoted fields are unescaped: `\"` and C escapes (Apache, since 2.0.46), `\x22` (both). The account (`%u`) is the
client's to choose and may hold blanks and brackets, but no quote: it reaches to the last time before the first quote.
"""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from vedette.telemetry.clients import after
from vedette.telemetry.fields import addresses
from vedette.telemetry.lines import Block, LineFormat, LineReader, Spans
from vedette.telemetry.source import Source

HOST_NAME: Final = "client is a host name"
NO_ADDRESS: Final = "client is no address"
NO_TIME: Final = "time is no date"
OTHER_SHAPE: Final = "not a line of this format"

_QUOTED: Final = r'(?:[^"\\]|\\.)*'
_COMMON: Final = (
    r'(?P<client>\S+) \S+ (?P<user>[^"]*) \[(?P<when>[^\]"]{1,40})\] '
    rf'"(?P<request>{_QUOTED})" (?P<status>[0-9]{{1,3}}|-) (?P<bytes_out>[0-9]+|-)'
)
_COMBINED: Final = (
    rf'{_COMMON} "(?P<referer>{_QUOTED})" "(?P<user_agent>{_QUOTED})"(?: "(?P<forwarded>{_QUOTED})")?(?: |$)'
)
_TIME: Final = "%d/%b/%Y:%H:%M:%S %z"
_REQUEST: Final = r"(?s)^(?P<method>[!#$%&'*+.^_`|~0-9A-Za-z-]+) (?P<path>\S.*) HTTP/[0-9](?:\.[0-9])?$"
"""RFC 9112, section 3, but for blanks within the target, which servers log as they come."""
_SIMPLE_REQUEST: Final = r"^(?P<method>GET) (?P<path>/\S*)$"
"""HTTP/0.9."""
_HOST_NAME: Final = r"^[0-9A-Za-z_.-]*[A-Za-z][0-9A-Za-z_.-]*$"
_UNIX_SOCKET: Final = "unix:"
"""What nginx writes of a client on a local socket."""
_ESCAPE: Final = re.compile(rb'\\(?:x([0-9A-Fa-f]{2})|([bnrtvf"\\]))')
_ESCAPED: Final = dict(
    zip(b'bnrtvf"\\', (b"\b", b"\n", b"\r", b"\t", b"\v", b"\f", b'"', b"\\"), strict=True)
)
_QUOTED_FIELDS: Final = ("user", "referer", "user_agent", "forwarded")
_VHOST: Final = r"^(?P<server_name>.*?)(?::(?P<server_port>[0-9]{1,5}))?$"
_REACH: Final = 256
"""Bytes within which a virtual host's name ends; longer ones (RFC 1035 allows 253 characters) wait for parsing."""
_SNIFFED_LINES: Final = 100


def unescape(text: str) -> str:
    r"""A quoted field as the client sent it; bytes that are no UTF-8 stay ``\xff``."""
    own = _ESCAPE.sub(
        lambda found: bytes.fromhex(found[1].decode()) if found[1] else _ESCAPED[found[2][0]], text.encode()
    )
    return own.decode("utf-8", "backslashreplace")


def _unescaped(texts: pl.Series) -> pl.Series:
    escaped = texts.filter(texts.str.contains("\\", literal=True).fill_null(value=False)).unique()
    if escaped.is_empty():
        return texts
    return texts.replace(escaped, pl.Series([unescape(text) for text in escaped], dtype=pl.String))


class AccessLogReader(LineReader):
    """Lines of one of the formats."""

    def __init__(self, pattern: str, *, vhost: bool) -> None:
        self._pattern = pattern
        self._vhost = vhost

    def parse(self, lines: pl.Series) -> pl.DataFrame:
        """As `LineReader.parse`."""
        written = lines.str.extract_groups(self._pattern).struct.unnest()
        clients = written["client"]
        values = written.select(pl.when(pl.all() != "-").then(pl.all()))
        rows = values.select(
            addresses(clients).alias("client_ip"),
            pl.col("when")
            .str.to_datetime(_TIME, time_unit="us", time_zone="UTC", strict=False)
            .alias("time"),
            pl.col("status").cast(pl.UInt16),
            pl.col("bytes_out").cast(pl.Int64, strict=False),
            *(_unescaped(values[name]).alias(name) for name in _QUOTED_FIELDS if name in values.columns),
            *(_request(values["request"])),
            transport=pl.lit("tcp"),
            protocol=pl.lit("http"),
        )
        reason = (
            pl.when(clients.is_null())
            .then(pl.lit(OTHER_SHAPE))
            .when(rows["client_ip"].is_null() & clients.str.contains(_HOST_NAME))
            .then(pl.lit(HOST_NAME))
            .when(rows["client_ip"].is_null())
            .then(pl.lit(NO_ADDRESS))
            .when(rows["time"].is_null())
            .then(pl.lit(NO_TIME))
        )
        ignore = (lines.str.strip_chars() == "") | (clients == _UNIX_SOCKET).fill_null(value=False)
        return rows.with_columns(
            *(_server(values["vhost"]) if self._vhost else ()),
            pl.when(~ignore).then(reason).alias("reject"),
            ignore.alias("ignore"),
        )

    def spans(self, block: Block) -> Spans:
        """The first word of a line, or the second where the virtual host comes first."""
        starts = after(block, block.starts, ord(" "), _REACH) if self._vhost else block.starts
        return Spans(starts, ord(" "))


def _request(requests: pl.Series) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Method and path of request lines, and as body what is no HTTP request."""
    full = requests.str.extract_groups(_REQUEST).struct.unnest()
    simple = requests.str.extract_groups(_SIMPLE_REQUEST).struct.unnest()
    parts = full.select(pl.coalesce(pl.col(name), simple[name]) for name in ("method", "path"))
    body = requests.set(parts["path"].is_not_null() | (requests == ""), None)
    return parts["method"], _unescaped(parts["path"]), _unescaped(body).alias("body")


def _server(vhosts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Name and port of virtual hosts as `name` or `name:port`, IPv6 in brackets."""
    parts = vhosts.str.extract_groups(_VHOST).struct.unnest()
    return (
        parts["server_name"].str.strip_chars("[]"),
        parts["server_port"].cast(pl.UInt16, strict=False),
    )


class AccessLog(LineFormat):
    """What the formats share."""

    pattern: str
    """Of a line."""
    telling: str = ""
    """Of a line that is of no other format too, where that takes more."""
    vhost = False
    """Whether the virtual host comes first."""

    def sniff(self, head: bytes, name: str) -> float:
        """The share of the first lines that have the format's shape; lines of host names say little."""
        del name
        whole = head.rpartition(b"\n")[0] or head
        texts = whole.decode("utf-8", "backslashreplace").split("\n")[:_SNIFFED_LINES]
        lines = pl.Series([text.rstrip("\r") for text in texts if text.strip()], dtype=pl.String)
        if lines.is_empty():
            return 0.0
        written = lines.str.extract_groups(self.telling or self.pattern).struct.unnest()
        clients = written["client"]
        if not self.vhost:  # an account with a blank is rather the shifted words of such a line
            clients = clients.set(written["user"].str.contains(" ", literal=True), None)
        told = addresses(clients).count()
        return (0.9 * told + 0.3 * (clients.count() - told)) / len(lines)

    def reader(self, head: bytes, source: Source) -> AccessLogReader:
        """As `LineFormat.reader`; the head says nothing more."""
        del head, source
        return AccessLogReader(self.pattern, vhost=self.vhost)


class Combined(AccessLog):
    """With referer and user agent."""

    name = "combined"
    title = "Apache/nginx combined access log"
    pattern = f"^{_COMBINED}"


class Common(AccessLog):
    """Without them."""

    name = "common"
    title = "NCSA common access log"
    pattern = f"^{_COMMON}(?: |$)"
    telling = f'^{_COMMON}(?: [^"]|$)'


class VhostCombined(AccessLog):
    """Combined, behind the virtual host."""

    name = "vhost_combined"
    title = "Apache access log of virtual hosts"
    pattern = rf"^(?P<vhost>\S+) {_COMBINED}"
    vhost = True
