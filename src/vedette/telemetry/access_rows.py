r"""From the written fields of a web server's log to columns: one row a request.

Fields come as groups of a pattern: client, client_port, peer, server_ip, server_port, server_name, vhost (name or
name:port), user, when, request (a request line), or method, path and query in its place, status, bytes_in, bytes_out,
seconds, milliseconds or microseconds (how long it took), host, referer, user_agent, forwarded, body, uid, and headers,
whose names the caller knows. A dash is no value. Values are unescaped: `\"` and C escapes, `\x22`, `\u0022`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

import polars as pl

from vedette.model.connection import UTC_MICROSECONDS
from vedette.telemetry import request_line
from vedette.telemetry.distinct import rewrite_containing
from vedette.telemetry.fields import addresses

HOST_NAME: Final = "client is a host name"
NO_ADDRESS: Final = "client is no address"
NO_TIME: Final = "time is no date"
OTHER_SHAPE: Final = "not a line of this format"

Decode = Callable[[pl.Series], pl.Series]
"""How a server's texts are brought back to what the client sent."""

_CLF: Final = "%d/%b/%Y:%H:%M:%S %z"
_HOST_NAME: Final = r"^[0-9A-Za-z_.-]*[A-Za-z][0-9A-Za-z_.-]*$"
_UNIX_SOCKET: Final = "unix:"
"""What nginx writes of a client on a local socket."""
_ESCAPE: Final = re.compile(rb'\\(?:x([0-9A-Fa-f]{2})|u00([0-9A-Fa-f]{2})|([bnrtvf"\\/]))')
_ESCAPED: Final = dict(
    zip(b'bnrtvf"\\/', (b"\b", b"\n", b"\r", b"\t", b"\v", b"\f", b'"', b"\\", b"/"), strict=True)
)
_TEXTS: Final = ("user", "referer", "user_agent", "forwarded", "host", "body", "uid", "server_name")
_NUMBERS: Final = {
    "client_port": pl.UInt16,
    "server_port": pl.UInt16,
    "status": pl.UInt16,
    "bytes_in": pl.Int64,
    "bytes_out": pl.Int64,
}
_UNITS: Final = {"seconds": 1.0, "milliseconds": 1e3, "microseconds": 1e6}
_VHOST: Final = r"^(?P<server_name>.*?)(?::(?P<server_port>[0-9]{1,5}))?$"
_LATEST: Final = 253_402_300_799
"""Seconds from 1970 to the end of the year 9999, beyond which nothing prints a date."""
_YEARS: Final = (1970, 9999)
_SOME_TIME: Final = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)


def unescape(text: str) -> str:
    r"""A quoted field as the client sent it; bytes that are no UTF-8 stay ``\xff``."""
    own = _ESCAPE.sub(_unescaped, text.encode())
    return own.decode("utf-8", "backslashreplace")


def _unescaped(found: re.Match[bytes]) -> bytes:
    code = found[1] or found[2]
    return bytes.fromhex(code.decode()) if code else _ESCAPED[found[3][0]]


def unescaped(texts: pl.Series) -> pl.Series:
    """Texts as clients sent them."""
    return rewrite_containing(texts, "\\", unescape)


def access_rows(
    lines: pl.Series,
    written: pl.DataFrame,
    time: str,
    headers: Mapping[str, str] | None = None,
    decode: Decode | None = None,
) -> pl.DataFrame:
    """Columns of CONNECTION, `reject` and `ignore`, from the fields written in the lines; all null in other lines.

    time: how `when` is written: clf, iso, seconds, milliseconds, microseconds, or a format of strftime (UTC where it
    names no zone); headers: names of headers by group; decode: how texts are brought back to what the client sent.
    """
    decode = decode or unescaped
    values = written.select(pl.when(pl.all() != "-").then(pl.all()))
    columns = [
        addresses(written["client"]).alias("client_ip"),
        *(_numbers(values)),
        *(decode(values[name]) for name in _TEXTS if name in values.columns),
        *(
            addresses(values[name]).alias(column)
            for name, column in _ADDRESSES.items()
            if name in values.columns
        ),
        *_request_columns(values, decode),
        *_header_columns(values, headers or {}, decode),
    ]
    rows = pl.DataFrame(columns).with_columns(transport=pl.lit("tcp"), protocol=pl.lit("http"))
    if "vhost" in values.columns:
        rows = rows.with_columns(_server(values["vhost"]))
    timed = "when" in values.columns
    if timed:
        rows = rows.with_columns(times(values["when"], time).alias("time"))
    ignore = (lines.str.strip_chars() == "") | (written["client"] == _UNIX_SOCKET).fill_null(value=False)
    reason = _reason(written["client"], rows, timed=timed)
    return rows.with_columns(pl.when(~ignore).then(reason).alias("reject"), ignore.alias("ignore"))


_ADDRESSES: Final = {"peer": "peer_ip", "server_ip": "server_ip"}


def _reason(clients: pl.Series, rows: pl.DataFrame, *, timed: bool) -> pl.Expr:
    """Why a line was not understood."""
    no_address = rows["client_ip"].is_null()
    reason = (
        pl.when(clients.is_null())
        .then(pl.lit(OTHER_SHAPE))
        .when(no_address & clients.str.contains(_HOST_NAME))
        .then(pl.lit(HOST_NAME))
        .when(no_address)
        .then(pl.lit(NO_ADDRESS))
    )
    return reason.when(rows["time"].is_null()).then(pl.lit(NO_TIME)) if timed else reason


def is_time_format(written: str) -> bool:
    """Whether what a format of strftime writes can be read."""
    try:
        return times(pl.Series([_SOME_TIME]).dt.strftime(written), written).is_not_null().all()
    except pl.exceptions.PolarsError:
        return False


def times(texts: pl.Series, written: str) -> pl.Series:
    """Times in UTC, null where a text is none; `written` as in `access_rows`, where it is known to be a format."""
    if written in _UNITS:
        seconds = texts.cast(pl.Float64, strict=False) / _UNITS[written]
        microseconds = (seconds * 1e6).round().cast(pl.Int64, strict=False)
        return microseconds.set(~seconds.is_between(0, _LATEST), None).cast(UTC_MICROSECONDS)
    formats = {"clf": _CLF, "iso": "%Y-%m-%dT%H:%M:%S%.f%#z"}
    read = texts.str.to_datetime(formats.get(written, written), time_unit="us", time_zone="UTC", strict=False)
    return read.set(~read.dt.year().is_between(*_YEARS), None)


def _numbers(values: pl.DataFrame) -> list[pl.Series]:
    numbers = [
        values[name].cast(dtype, strict=False) for name, dtype in _NUMBERS.items() if name in values.columns
    ]
    for name, unit in _UNITS.items():
        if name in values.columns:
            taken = values[name].cast(pl.Float64, strict=False) / unit
            return [*numbers, taken.set(taken < 0, None).alias("duration")]
    return numbers


def _request_columns(values: pl.DataFrame, decode: Decode) -> list[pl.Series]:
    """Method, path and body, from the request line or from its parts."""
    if "request" in values.columns:
        return request(values["request"])
    columns = [values["method"]] if "method" in values.columns else []
    if "path" in values.columns:
        path = decode(values["path"])
        if "query" in values.columns:
            query = decode(values["query"]).str.strip_prefix("?")
            asked = pl.concat_str(path, pl.lit("?"), query)
            path = pl.select(pl.when(query.is_null() | (query == "")).then(path).otherwise(asked)).to_series()
        columns.append(path.alias("path"))
    return columns


def request(requests: pl.Series) -> list[pl.Series]:
    """Method and path of request lines, and as body what is no HTTP request."""
    parts = request_line.split(requests)
    return [parts["method"], unescaped(parts["path"]), unescaped(parts["body"])]


def _header_columns(values: pl.DataFrame, headers: Mapping[str, str], decode: Decode) -> list[pl.Series]:
    """The headers of requests and of answers, one a line."""
    found = []
    for prefix, column in (("header_", "headers"), ("response_header_", "response_headers")):
        named = {group: name for group, name in headers.items() if group.startswith(prefix)}
        if named:
            lines = [
                pl.format("{}: {}", pl.lit(name), decode(values[group])) for group, name in named.items()
            ]
            joined = pl.select(pl.concat_str(lines, separator="\n", ignore_nulls=True)).to_series()
            found.append(joined.set(joined == "", None).alias(column))
    return found


def _server(vhosts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Name and port of virtual hosts as `name` or `name:port`, IPv6 in brackets."""
    parts = vhosts.str.extract_groups(_VHOST).struct.unnest()
    return (
        parts["server_name"].str.strip_chars("[]"),
        parts["server_port"].cast(pl.UInt16, strict=False),
    )
