"""Lines read by a pattern that the user gives: `--format 'regex:…'`, groups named after columns.

The syntax is RE2's, as Rust's regex crate has it: no look-around, no back-references, so that a line takes time
linear in its length. Groups of other names than columns are refused, and so is a pattern without `client_ip`.
Times are read as RFC 3339, as access logs write them, or as seconds since 1970.
"""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from vedette.model.connection import SCHEMA
from vedette.telemetry.access_rows import times
from vedette.telemetry.fields import addresses
from vedette.telemetry.lines import LineFormat, LineReader
from vedette.telemetry.source import Source

OTHER_SHAPE: Final = "does not match the pattern"
NO_ADDRESS: Final = "client is no address"

_OURS: Final = ("source", "line", "offset", "raw")
"""Columns that the engine fills."""
_GROUP: Final = re.compile(r"\(\?P?<([A-Za-z_][0-9A-Za-z_]*)>")
_LONGEST: Final = 8192
"""Characters of a pattern."""
_ADDRESSES: Final = ("client_ip", "server_ip", "peer_ip")
_WAYS: Final = ("iso", "clf", "seconds")


class ByPattern(LineFormat):
    """Lines as the user's pattern reads them."""

    name = "regex"
    title = "Lines by a pattern"

    def __init__(self, pattern: str) -> None:
        """Raises ValueError where the pattern cannot be used."""
        named = set(_GROUP.findall(pattern))
        usable = set(SCHEMA).difference(_OURS)
        if len(pattern) > _LONGEST:
            raise ValueError(f"the pattern is longer than {_LONGEST} characters")
        if unknown := sorted(named - usable):
            raise ValueError(f"no column is called {', '.join(unknown)}; there are {', '.join(usable)}")
        if "client_ip" not in named:
            raise ValueError("no group is called client_ip")
        try:
            pl.Series([""]).str.extract_groups(pattern)
        except pl.exceptions.PolarsError as error:
            raise ValueError(str(error).strip().splitlines()[-1]) from error
        self._reader = _PatternReader(pattern)

    def sniff(self, head: bytes, name: str) -> float:
        """As `LineFormat.sniff`: 0, since it is only read where it is asked for."""
        del head, name
        return 0.0

    def reader(self, head: bytes, source: Source) -> LineReader:
        """As `LineFormat.reader`."""
        del head, source
        return self._reader


class _PatternReader(LineReader):
    def __init__(self, pattern: str) -> None:
        self._pattern = pattern

    def parse(self, lines: pl.Series) -> pl.DataFrame:
        """As `LineReader.parse`."""
        written = lines.str.extract_groups(self._pattern).struct.unnest()
        named = [name for name in written.columns if name in SCHEMA]
        values = written.select(pl.when(pl.col(name) != "-").then(pl.col(name)) for name in named)
        rows = values.with_columns(
            *(addresses(values[name]) for name in _ADDRESSES if name in named),
            *(_time(values[name]) for name in named if name == "time"),
        ).with_columns(pl.col(name).cast(SCHEMA[name], strict=False) for name in named)
        blank = lines.str.strip_chars() == ""
        reason = (
            pl.when(blank)
            .then(None)
            .when(written["client_ip"].is_null())
            .then(pl.lit(OTHER_SHAPE))
            .when(rows["client_ip"].is_null())
            .then(pl.lit(NO_ADDRESS))
        )
        return rows.with_columns(reason.alias("reject"), blank.alias("ignore"))


def _time(texts: pl.Series) -> pl.Series:
    read = [times(texts, way) for way in _WAYS]
    return pl.select(pl.coalesce(*read).alias(texts.name)).to_series()
