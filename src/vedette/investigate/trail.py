"""The trail of a client: every line of every file that mentions it, read as connections where a format is known."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import polars as pl

from vedette.detect.binding import host_addresses
from vedette.investigate.files import Files, files_of
from vedette.investigate.interface import Case
from vedette.investigate.needles import Needles, needles_for
from vedette.investigate.skim import Hit, Skimmed, skim
from vedette.model.address_set import AddressSet
from vedette.model.addresses import from_texts
from vedette.model.connection import SCHEMA, conform, empty
from vedette.model.errors import InputError, ReaderDefect, UnknownFormat
from vedette.telemetry import format_of
from vedette.telemetry.interface import Account, Format, Screen
from vedette.telemetry.lines import LineFormat
from vedette.telemetry.proxies import resolve_clients
from vedette.telemetry.source import Source

ROWS: Final = 200_000
"""Connections of one file that are kept."""
AT_ONCE: Final = 2
"""Files searched at once: decompressing does not hold the interpreter's lock."""
_WITHOUT_LINES: Final = frozenset({"pcap", "parquet"})
"""Formats in which a client's address is no text."""


class Part(StrEnum):
    """What the client is in a row."""

    CLIENT = "client"
    """It asked."""
    NEIGHBOUR = "neighbour"
    """Another address of its IPv6 /64 asked."""
    SERVER = "server"
    """It was asked: something of ours connected to it."""
    NAMED = "named"
    """It is named, in a header or a message; another one asked."""
    OURS = "ours"
    """It is not in it: the alert's machine asked somebody else."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What became of one file."""

    source: Source
    format: str | None
    """Null where no reader recognises it; its lines were searched all the same."""
    skimmed: Skimmed | None
    """Null where the file has no lines of text, or could not be read."""
    rows: pl.DataFrame
    """Columns of CONNECTION and `part`."""
    calls: pl.DataFrame
    """What the alert's machine opened itself, to whomever, of a capture: columns of CONNECTION and `part`."""
    unread: tuple[Hit, ...]
    """Lines that mention the client and that no reader understood as a connection."""
    problem: str | None
    """Why it, or the rest of it, could not be searched or read."""

    @property
    def mentions(self) -> int:
        """Lines that mention the client; of a file without lines its connections."""
        return self.rows.height if self.skimmed is None else self.skimmed.mentions


@dataclass(frozen=True, slots=True)
class Trail:
    """All that was found of a client."""

    needles: Needles
    files: Files
    searched: tuple[Searched, ...]
    """Every file, in order of path."""
    rows: pl.DataFrame
    """Columns of CONNECTION and `part`, in order of time, those without time last."""
    calls: pl.DataFrame
    """What the alert's machine opened itself, as captures have it: columns of CONNECTION and `part`."""


def trail_of(case: Case) -> Trail:
    """The trail of the alert's client: ask for it by `case.once`. Raises InputError where the inventory cannot be read.

    The alert must have a client.
    """
    if case.alert.client is None:
        raise ValueError("an alert without a client leaves no trail")
    needles = needles_for(case.alert.client.ip)
    files = files_of(case)
    reading = Search(case, needles)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        searched = tuple(pool.map(reading.search, files.sources))
    rows, calls = _in_order([one.rows for one in searched]), _in_order([one.calls for one in searched])
    return Trail(needles, files, searched, rows, calls)


def _in_order(tables: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat([_none(), *tables]).sort(
        "time", "source", "offset", maintain_order=True, nulls_last=True
    )


def _none() -> pl.DataFrame:
    return empty().with_columns(pl.lit(None, pl.String).alias("part"))


def _unsearched(source: Source, problem: str) -> Searched:
    return Searched(source, None, None, _none(), _none(), (), problem)


class Search:
    """Searches files for one client; shared by threads."""

    def __init__(self, case: Case, needles: Needles) -> None:
        background = case.background
        self._needles = needles
        self._asked = case.format
        self._trusted = background.trusted
        self._ours = AddressSet.of(sorted(host_addresses(case.alert.service)))
        self._screen = Screen(
            home=background.knowledge.home,
            known=needles.addresses | background.trusted | self._ours,
            literals=None,
            events=frozenset(),
        )

    def search(self, source: Source) -> Searched:
        """Search one file; whatever goes wrong in it is told."""
        try:
            return self._search(source)
        except InputError as error:
            return _unsearched(source, error.reason)
        except Exception as error:  # noqa: BLE001 - a defect in one reader must not hide what the others found
            return _unsearched(source, ReaderDefect(source.name, error).reason)

    def _search(self, source: Source) -> Searched:
        format_ = self._format(source)
        if format_ is not None and format_.name in _WITHOUT_LINES:
            rows, problem = self._read(format_, source)
            ours = pl.col("part") == Part.OURS
            return Searched(source, format_.name, None, rows.filter(~ours), rows.filter(ours), (), problem)
        skimmed = skim(source, self._needles)
        if format_ is None or not skimmed.hits:
            name = None if format_ is None else format_.name
            unread = skimmed.hits if format_ is None else ()
            return Searched(source, name, skimmed, _none(), _none(), unread, None)
        if isinstance(format_, LineFormat) and type(format_).read is LineFormat.read:
            rows, problem = self._parsed(format_, source, skimmed.hits), None
        else:
            rows, problem = self._read(format_, source)
        rows = rows.filter(pl.col("part") != Part.OURS)
        lines = set(rows["line"].drop_nulls().to_list())
        unread = tuple(hit for hit in skimmed.hits if hit.line not in lines)
        return Searched(source, format_.name, skimmed, rows, _none(), unread, problem)

    def _format(self, source: Source) -> Format | None:
        try:
            return format_of(source, self._asked if source.direct else None) if source.head() else None
        except UnknownFormat:
            return None

    def _parsed(self, format_: LineFormat, source: Source, hits: tuple[Hit, ...]) -> pl.DataFrame:
        """The lines that mention the client, by a format that reads each line for itself."""
        texts = pl.Series([hit.text.decode("utf-8", "backslashreplace") for hit in hits], dtype=pl.String)
        frame = format_.reader(source.head(), source).parse(texts)
        frame = frame.with_columns(
            pl.lit(source.name).alias("source"),
            pl.Series("line", [hit.line for hit in hits], pl.UInt64),
            pl.Series("offset", [hit.offset for hit in hits], pl.UInt64),
            texts.str.head(4096).alias("raw"),
        )
        understood = frame.filter(pl.col("reject").is_null() & ~pl.col("ignore"))
        return self._of_client(conform(understood))

    def _read(self, format_: Format, source: Source) -> tuple[pl.DataFrame, str | None]:
        """The client's connections by the format's own reader, and what went wrong on the way."""
        found, account, problem = [_none()], Account(), None
        try:
            for batch in format_.read(source, self._screen):
                account.add(batch.account)
                rows = self._of_client(batch.frame)
                found.append(rows.filter(pl.col("part") != Part.NAMED))
                if sum(map(len, found)) >= ROWS:
                    problem = f"only its first {ROWS:,} connections are kept"
                    break
        except InputError as error:
            problem = error.reason
        if problem is None and account.rejected:
            problem = f"{account.rejected:,} parts were not understood: {', '.join(sorted(account.reasons))}"
        return pl.concat(found).head(ROWS), problem

    def _of_client(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows with what the client is in each."""
        rows = resolve_clients(frame, self._trusted)
        same = self._needles.addresses
        asked, was_asked = _in(rows["client_ip"], same), _in(rows["server_ip"], same)
        part = (
            pl.when(pl.col("client_ip") == self._needles.ip)
            .then(pl.lit(Part.CLIENT))
            .when(asked)
            .then(pl.lit(Part.NEIGHBOUR))
            .when(was_asked)
            .then(pl.lit(Part.SERVER))
            .when(_in(rows["client_ip"], self._ours))
            .then(pl.lit(Part.OURS))
            .otherwise(pl.lit(Part.NAMED))
        )
        return rows.select(*SCHEMA).with_columns(part.alias("part"))


def _in(texts: pl.Series, addresses: AddressSet) -> pl.Series:
    """Which texts are addresses of a set."""
    return pl.Series(addresses.contains(from_texts(texts.fill_null(""))), dtype=pl.Boolean)


def of_part(rows: pl.DataFrame, parts: Iterable[Part]) -> pl.DataFrame:
    """The rows in which the client is one of these."""
    return rows.filter(pl.col("part").is_in([str(part) for part in parts]))
