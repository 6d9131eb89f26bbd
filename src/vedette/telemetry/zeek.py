"""What Zeek's logs of tab-separated values share: columns by name, and where the client stands.

A log that was put together from several repeats the header. Where the columns change, the rows that follow are
rejected; where such a row stands in a later block, by the number of its fields and by their types.
Zeek's own test baselines replace times by `XXXXXXXXXX.XXXXXX`: there the time is unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, assert_never

import numpy as np
import polars as pl

from vedette.model.connection import TEXT_SEEN_BY_RULES, UTC_MICROSECONDS
from vedette.model.errors import MalformedInput
from vedette.telemetry.fields import addresses
from vedette.telemetry.lines import Block, LineFormat, LineReader, Spans
from vedette.telemetry.marks import field_starts
from vedette.telemetry.source import Source
from vedette.telemetry.zeek_header import Header, header, unescaped

CLIENT: Final = "id.orig_h"

WRONG_COUNT: Final = "number of fields is not the header's"
WRONG_TYPE: Final = "a value is not of its column's type"
OTHER_HEADER: Final = "follows a header of other columns"

_LATEST: Final = 253_402_300_799
"""Seconds from 1970 to the end of the year 9999, beyond which nothing prints a date."""
_CANONIFIED: Final = r"^[0-9]*X+\.X+$"
"""A time as test baselines hide it."""
_HASH: Final = ord("#")
_OPENS_ADDRESS: Final = np.isin(np.arange(256), np.frombuffer(b"0123456789abcdefABCDEF:", np.uint8))
"""Which bytes an address may start with; an unset one starts with another."""


class Kind(StrEnum):
    """How a value is written."""

    TIME = "time"
    """Seconds since 1970, with a fraction."""
    INTERVAL = "interval"
    """Seconds, with a fraction."""
    ADDRESS = "addr"
    PORT = "port"
    """Of ICMP the type and the code."""
    COUNT = "count"
    TEXT = "string"
    SET = "set"
    """Elements between set separators, escaped each."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a log that is read."""

    name: str
    """As Zeek calls it."""
    column: str
    """As we do."""
    kind: Kind


TUPLE: Final = (
    Field("ts", "time", Kind.TIME),
    Field("uid", "uid", Kind.TEXT),
    Field(CLIENT, "client_ip", Kind.ADDRESS),
    Field("id.orig_p", "client_port", Kind.PORT),
    Field("id.resp_h", "server_ip", Kind.ADDRESS),
    Field("id.resp_p", "server_port", Kind.PORT),
)
"""What every log of connections opens with."""


class ZeekReader(LineReader):
    """Reads the rows of a log whose header is known."""

    def __init__(self, log: Header, fields: tuple[Field, ...]) -> None:
        self.log = log
        self._fields = tuple(field for field in fields if field.name in log.fields)
        self.carries_text = any(field.column in TEXT_SEEN_BY_RULES for field in self._fields)
        self._pattern = self._line_pattern()
        self._client = log.fields.index(CLIENT) if CLIENT in log.fields else None

    def _line_pattern(self) -> str:
        """One line, with a group named after our column for each field that is read."""
        columns = {field.name: field.column for field in self._fields}
        separator = re.escape(self.log.separator)
        value = f"[^{separator}]*"
        groups = (f"(?P<{columns[name]}>{value})" if name in columns else value for name in self.log.fields)
        return f"^{separator.join(groups)}$"

    def parse(self, lines: pl.Series) -> pl.DataFrame:
        """As `LineReader.parse`."""
        comment = lines.str.starts_with("#") | (lines == "")
        written = lines.str.extract_groups(self._pattern).struct.unnest()
        uncounted = written.to_series(0).is_null()
        values = written.with_columns(pl.when(pl.all() != self.log.unset).then(pl.all()))
        typed = self._typed(values)
        reason = (
            pl.when(comment)
            .then(None)
            .when(self._after_other_header(lines))
            .then(pl.lit(OTHER_HEADER))
            .when(uncounted)
            .then(pl.lit(WRONG_COUNT))
            .when(self._mistyped(values, typed))
            .then(pl.lit(WRONG_TYPE))
        )
        rows = self.complete(typed).with_columns(reason.alias("reject"))
        clientless = pl.col("client_ip").is_null() & pl.col("reject").is_null()
        return rows.with_columns((comment | clientless).alias("ignore"))

    def complete(self, rows: pl.DataFrame) -> pl.DataFrame:
        """What a log makes of its rows beyond their fields: by default nothing."""
        return rows

    def _after_other_header(self, lines: pl.Series) -> pl.Series:
        """Which lines follow a header that names other columns than the log's first."""
        is_header = lines.str.starts_with("#fields")
        if not is_header.any():
            return is_header
        same = pl.when(is_header).then(lines == self.log.line)
        return pl.select(~same.forward_fill().fill_null(value=True)).to_series()

    def _typed(self, values: pl.DataFrame) -> pl.DataFrame:
        """Values of their columns' types, null where they are not."""
        typed = values.select(
            _value(pl.col(field.column), field.kind, self.log).alias(field.column) for field in self._fields
        )
        finished = {Kind.TEXT: unescaped, Kind.ADDRESS: addresses}
        return typed.with_columns(
            finished[field.kind](typed[field.column]) for field in self._fields if field.kind in finished
        )

    def _mistyped(self, values: pl.DataFrame, typed: pl.DataFrame) -> pl.Series:
        """Which rows hold a value that is not of its column's type."""
        wrong = pl.repeat(False, values.height, eager=True)
        for field in self._fields:
            if field.kind not in (Kind.TEXT, Kind.SET):
                written, lost = values[field.column], typed[field.column].is_null()
                wrong |= written.is_not_null() & lost & ~written.str.contains(_CANONIFIED)
        return wrong.fill_null(value=False)

    def spans(self, block: Block) -> Spans | None:
        """The client's field in lines that have as many fields as the header names; others are left to `parse`."""
        if self._client is None or self._client + 1 == len(self.log.fields):
            return None
        tab = ord(self.log.separator)
        starts = field_starts(block, tab, len(self.log.fields) - 1, self._client)
        data = np.frombuffer(block.data, np.uint8)
        told = (starts >= 0) & _OPENS_ADDRESS[data[starts]] & (data[block.starts] != _HASH)
        return Spans(np.where(told, starts, -1), tab)


def _value(value: pl.Expr, kind: Kind, log: Header) -> pl.Expr:
    match kind:
        case Kind.TIME:
            seconds = value.cast(pl.Float64, strict=False)
            microseconds = (seconds * 1e6).round().cast(pl.Int64, strict=False)
            return pl.when(seconds.is_between(0, _LATEST)).then(microseconds.cast(UTC_MICROSECONDS))
        case Kind.INTERVAL:
            seconds = value.cast(pl.Float64, strict=False)
            return pl.when(seconds.is_finite()).then(seconds)
        case Kind.PORT | Kind.COUNT:
            number = value.cast(pl.UInt16 if kind is Kind.PORT else pl.Int64, strict=False)
            return pl.when(number >= 0).then(number)
        case Kind.ADDRESS:
            return value
        case Kind.TEXT:
            return pl.when(value == log.empty).then(pl.lit("")).otherwise(value)
        case Kind.SET:
            return pl.when(value != log.empty).then(value)
        case _:
            assert_never(kind)


class ZeekFormat(LineFormat):
    """One of Zeek's logs; a subclass says which, and which of its fields are read."""

    path: str
    """Zeek's name of the log."""
    telling: frozenset[str]
    """Fields that make a log of another name one of this kind."""
    fields: tuple[Field, ...]
    """What is read of it."""

    def sniff(self, head: bytes, name: str) -> float:
        """As `Format.sniff`: certain by the log's own name, likely by its columns."""
        del name
        log = header(head)
        if isinstance(log, str):
            return 0.0
        if log.path == self.path:
            return 1.0
        return 0.9 if self.telling <= set(log.fields) else 0.0

    def reader(self, head: bytes, source: Source) -> ZeekReader:
        """As `LineFormat.reader`."""
        log = header(head)
        if isinstance(log, str):
            raise MalformedInput(source.name, log)
        if CLIENT not in log.fields and not self.telling <= set(log.fields):
            raise MalformedInput(source.name, f"the header does not name {CLIENT}")
        return self.make(log)

    def make(self, log: Header) -> ZeekReader:
        """A reader of rows under this header."""
        return ZeekReader(log, self.fields)
