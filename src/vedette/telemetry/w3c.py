"""The W3C's extended log file format: the line `#Fields:` names the columns, and may come again with other ones.

One row a request. Servers differ in what separates columns and in how they write blanks within a value; a format says
which columns it reads, and brings texts back to what the client sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, Final
from urllib.parse import unquote

import polars as pl

from vedette.telemetry.access_rows import access_rows
from vedette.telemetry.distinct import rewrite_containing
from vedette.telemetry.interface import Batch, Screen
from vedette.telemetry.lines import Block, LineFormat, LineReader, Spans
from vedette.telemetry.marks import field_starts
from vedette.telemetry.sections import read_sections, sections
from vedette.telemetry.source import Source

FIELDS: Final = b"#Fields:"
NO_HEADER: Final = "no #Fields line before it"

_MOST_COLUMNS: Final = 200
"""The widest of these logs have some fifty."""
_TIME: Final = "%Y-%m-%d %H:%M:%S%.f"


class W3cFormat(LineFormat):
    """One server's logs; a subclass says which."""

    separator: str
    columns: ClassVar[Mapping[str, str]]
    """By the server's name of a column the group of `vedette.telemetry.access_rows`; `date` and `time` are known."""
    headers: ClassVar[Mapping[str, str]] = {}
    """Names of headers by group, for those of `columns` that hold one."""
    default: str = ""
    """The columns of a log that names none."""

    def sniff(self, head: bytes, name: str) -> float:
        """As `Format.sniff`: certain where a header names the client as this server does."""
        del name
        return 0.97 if self._client_of(_header(head)) else 0.0

    def reader(self, head: bytes, source: Source) -> LineReader:
        """As `LineFormat.reader`: by the first header only; `read` follows the later ones."""
        del source
        return self._reader(_header(head))

    def read(self, source: Source, screen: Screen | None) -> Iterator[Batch]:
        """As `Format.read`, each part by its own header."""
        yield from read_sections(source, sections(source, FIELDS), self._reader, screen)

    def decode(self, texts: pl.Series) -> pl.Series:
        """Texts as the client sent them: percent signs undone."""
        return rewrite_containing(texts, "%", lambda text: unquote(text, errors="backslashreplace"))

    def _names(self, header: bytes) -> list[str]:
        line = header.removeprefix(FIELDS).decode("utf-8", "backslashreplace").strip() or self.default
        return line.split()

    def _client_of(self, header: bytes) -> str | None:
        return next((name for name in self._names(header) if self.columns.get(name) == "client"), None)

    def _reader(self, header: bytes) -> LineReader:
        names = self._names(header)
        readable = self._client_of(header) is not None and len(names) <= _MOST_COLUMNS
        return _W3cReader(self, names) if readable else _NoReader()


def _header(head: bytes) -> bytes:
    lines = (line.rstrip(b"\r") for line in head.split(b"\n"))
    return next((line for line in lines if line.startswith(FIELDS)), b"")


class _W3cReader(LineReader):
    def __init__(self, form: W3cFormat, names: list[str]) -> None:
        self._form = form
        self._names = names
        separator = "\\t" if form.separator == "\t" else form.separator
        value = f"[^{separator}]*"
        read: list[str] = []
        places: list[str] = []
        for name in names:  # of columns for the same, or of one name, the first is read
            group = name if name in ("date", "time") else form.columns.get(name)
            is_read = group is not None and group not in read
            read += [group] if group and is_read else []
            places.append(f"(?P<{group}>{value})" if is_read else value)
        self._pattern = f"^{separator.join(places)}$"
        self._client = next(index for index, name in enumerate(names) if form.columns.get(name) == "client")
        self._timed = {"date", "time"} <= set(names)
        self._headers = {group: name for group, name in form.headers.items() if group in read}

    def parse(self, lines: pl.Series) -> pl.DataFrame:
        """As `LineReader.parse`."""
        written = lines.str.extract_groups(self._pattern).struct.unnest()
        if self._timed:
            written = written.with_columns(pl.concat_str("date", "time", separator=" ").alias("when"))
        rows = access_rows(lines, written, _TIME, self._headers, self._form.decode)
        comment = lines.str.starts_with("#")
        return rows.with_columns(
            pl.when(~comment).then("reject").alias("reject"), (pl.col("ignore") | comment).alias("ignore")
        )

    def spans(self, block: Block) -> Spans | None:
        """The client's column, in lines that have as many as the header names."""
        if self._client + 1 == len(self._names):
            return None
        separator = ord(self._form.separator)
        return Spans(field_starts(block, separator, len(self._names) - 1, self._client), separator)


class _NoReader(LineReader):
    """Reads lines under no header, or under one that names no client."""

    def parse(self, lines: pl.Series) -> pl.DataFrame:
        """As `LineReader.parse`."""
        ignore = lines.str.starts_with("#") | (lines.str.strip_chars() == "")
        reject = pl.when(~ignore).then(pl.lit(NO_HEADER)).alias("reject")
        return pl.select(reject, ignore.alias("ignore"))
