"""Daemons that tell of their clients in messages, through syslog or in files of their own.

A format names the program, how its own files open a line, and the messages that name a client. Lines of other programs
in the same syslog, and messages that name no client, are ignored; so are lines that continue the one before, which
start with a blank. Stamps without a zone are read as UTC; those without a year as `vedette.telemetry.syslog` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from vedette.model.connection import SCHEMA, UTC_MICROSECONDS
from vedette.telemetry import access_rows
from vedette.telemetry.apart import read_telling
from vedette.telemetry.fields import addresses
from vedette.telemetry.lines import Block, LineFormat, LineReader, Spans
from vedette.telemetry.marks import behind_only, without
from vedette.telemetry.messages import AMBIGUOUS, Family, read_messages
from vedette.telemetry.refusals import WORDS
from vedette.telemetry.source import Source
from vedette.telemetry.syslog import are_stamped, last_change, said_by, times
from vedette.telemetry.text import first_lines
from vedette.telemetry.transports import transport_names

NO_STAMP: Final = "no time stamp"
NO_ADDRESS: Final = "client is no address"
HOST_NAME: Final = "client is a host name"

_HOST_NAME: Final = r"^[0-9A-Za-z_.-]*[A-Za-z][0-9A-Za-z_.-]*$"
_GOES_ON: Final = r"^\s|^$"
"""Lines that continue the one before, or say nothing."""
_LINES_SNIFFED: Final = 200
_ADDRESSES: Final = ("server_ip", "peer_ip")


@dataclass(frozen=True, slots=True)
class Opening:
    """How a daemon's own files open a line."""

    pattern: str
    """Groups: message; when, or month, day and clock as in syslog, or instant (RFC 3339); or a group of the messages,
    where the line's opening tells it.
    """
    time: str = "iso"
    """How `when` is written, as `vedette.telemetry.access_rows.times` takes it."""


class Daemon(LineFormat):
    """One program; a subclass says which."""

    protocol: str | None
    """Null where the program speaks several: then HTTP where there is a request."""
    transport: str | None = "tcp"
    """What carries it, where messages do not tell; null where it may be one or the other."""
    program: str
    """Pattern of its tag in syslog, without groups."""
    openings: tuple[Opening, ...] = ()
    families: tuple[Family, ...]
    time: str = ""
    """How the group `when` of messages is written, as `vedette.telemetry.access_rows.times` takes it."""
    words: tuple[str, ...] = ()
    """One of them stands in every line that names a client, so that others are not looked into; empty where there are
    no such words."""
    mark: bytes = b""
    """What stands before every client, and nowhere else unless a client wrote it; empty where there is no such thing."""
    end: str = ","
    """The character behind a marked client."""
    parsed: tuple[bytes, ...] = ()
    """What stands in lines that are parsed whoever the client is: they tell of logins, or of no client."""

    refusal_words: tuple[str, ...] = WORDS
    """As `LineReader.refusal_words`."""
    marked_text = True
    """Whether lines with a marked client, but for those that are parsed, hold what a client wrote and rules look at."""

    def sniff(self, head: bytes, name: str) -> float:
        """As `Format.sniff`: likely where the program speaks, more so where it names clients, less so where lines stand
        between that are of no syslog either.
        """
        del name
        lines = first_lines(head, _LINES_SNIFFED)
        if self.words and not lines.str.contains_any(list(self.words)).any():
            return 0.0  # as is said below where no client is named
        opened = self.opened(lines, self.openings_of(lines))
        said = opened["message"].count()
        if not said:
            return 0.0
        named = self.told(opened)["client"].count()
        stamped = are_stamped(lines)
        own = opened["message"].is_not_null() & ~stamped
        readable = own | stamped | lines.str.contains(r"^\s")
        sure = 0.5 + 0.3 * named / said + 0.1 * int(own.sum()) / len(lines)
        return sure * int(readable.sum()) / len(lines) if named else 0.0

    def reader(self, head: bytes, source: Source) -> LineReader:
        """As `LineFormat.reader`."""
        return _DaemonReader(self, self.openings_of(first_lines(head, _LINES_SNIFFED)), last_change(source))

    def openings_of(self, lines: pl.Series) -> tuple[Opening, ...]:
        """The openings that a log of such first lines has; by default all."""
        del lines
        return self.openings

    def opened(self, lines: pl.Series, openings: tuple[Opening, ...]) -> pl.DataFrame:
        """What the program said: host, message, time where the stamp is not of syslog, else the groups of
        `vedette.telemetry.syslog.said_by`; and the groups of the opening.
        """
        said = said_by(self.program, lines).with_columns(pl.lit(None, UTC_MICROSECONDS).alias("time"))
        for opening in openings:
            found = lines.str.extract_groups(opening.pattern).struct.unnest()
            if "when" in found.columns:
                found = found.with_columns(access_rows.times(found["when"], opening.time).alias("time")).drop(
                    "when"
                )
            both = [name for name in found.columns if name in said.columns]
            said = said.with_columns(
                *(pl.coalesce(said[name], found[name]) for name in both), *found.drop(both).get_columns()
            )
        return said

    def told(self, opened: pl.DataFrame) -> pl.DataFrame:
        """What the messages tell of clients; a form that leaves the client to the opening has an empty group for it."""
        told = read_messages(self.own_words(opened["message"]), self.families)
        open_ = told["client"] == ""
        filled = [
            opened[name].set(~open_, None) if name in opened.columns else pl.lit(None, pl.String).alias(name)
            for name in ("client", "port")
        ]
        return told.with_columns(
            pl.when(open_).then(value).otherwise(told[name]).alias(name)
            for name, value in zip(("client", "port"), filled, strict=True)
        )

    def client_starts(self, block: Block) -> npt.NDArray[np.int64]:
        """Where marked clients stand: in lines that hold the mark once, and nothing for which they are parsed."""
        return without(block, behind_only(block, self.mark), self.parsed)

    def searched(self, data: bytes) -> bytes:
        """As `LineReader.searched`."""
        return data

    def own_words(self, messages: pl.Series) -> pl.Series:
        """Messages without what the program puts around them; by default as they are."""
        return messages


class _DaemonReader(LineReader):
    def __init__(self, daemon: Daemon, openings: tuple[Opening, ...], changed: datetime) -> None:
        self._daemon = daemon
        self._openings = openings
        self._changed = changed
        self.carries_text = daemon.marked_text
        self.refusal_words = daemon.refusal_words

    def parse(self, lines: pl.Series) -> pl.DataFrame:
        """As `LineReader.parse`."""
        words = self._daemon.words
        return read_telling(lines, words, self._read, self._refused) if words else self._read(lines)

    def _refused(self, lines: pl.Series) -> pl.Series:
        """Why lines are rejected that tell of no client: they open as none of the daemon's, and none of syslog."""
        opened = are_stamped(lines) | lines.str.contains(_GOES_ON)
        for opening in self._openings:
            if opened.all():
                break
            opened |= lines.str.contains(opening.pattern)
        return pl.select(pl.when(~opened).then(pl.lit(NO_STAMP))).to_series()

    def _read(self, lines: pl.Series) -> pl.DataFrame:
        """What lines tell that may name a client."""
        opened = self._daemon.opened(lines, self._openings)
        told = self._daemon.told(opened)
        ambiguous = told["ambiguous"].fill_null(value=False)
        client = addresses(told["client"])
        stampless = opened["message"].is_null() & ~are_stamped(lines) & ~lines.str.contains(_GOES_ON)
        reason = (
            pl.when(stampless)
            .then(pl.lit(NO_STAMP))
            .when(ambiguous)
            .then(pl.lit(AMBIGUOUS))
            .when(client.is_null() & told["client"].str.contains(_HOST_NAME))
            .then(pl.lit(HOST_NAME))
            .when(client.is_null() & told["client"].is_not_null())
            .then(pl.lit(NO_ADDRESS))
        )
        stamps = [opened["time"], times(opened, self._changed)]
        if "when" in told.columns:
            stamps.insert(0, access_rows.times(told["when"], self._daemon.time))
        columns = [
            pl.coalesce(*stamps).alias("time"),
            client.set(ambiguous, None).alias("client_ip"),
            *_typed(told),
            opened["message"],
            pl.lit(self._daemon.protocol, pl.String).alias("protocol"),
            reason.alias("reject"),
        ]
        rows = pl.select(columns)
        if "transport" not in rows.columns:
            rows = rows.with_columns(pl.lit(self._daemon.transport, pl.String).alias("transport"))
        named = rows["server_name"] if "server_name" in rows.columns else pl.lit(None, pl.String)
        rows = rows.with_columns(pl.coalesce(named, opened["host"]).alias("server_name"))
        if self._daemon.protocol is None and "method" in rows.columns:
            rows = rows.with_columns(
                pl.when(pl.col("method").is_not_null()).then(pl.lit("http")).alias("protocol")
            )
        return rows.with_columns((pl.col("client_ip").is_null() & pl.col("reject").is_null()).alias("ignore"))

    def searched(self, data: bytes) -> bytes:
        """As `LineReader.searched`."""
        return self._daemon.searched(data)

    def spans(self, block: Block) -> Spans | None:
        """As `LineReader.spans`."""
        daemon = self._daemon
        return Spans(daemon.client_starts(block), ord(daemon.end)) if daemon.mark else None


def _typed(told: pl.DataFrame) -> list[pl.Series]:
    """The groups of messages as columns, of their types; what is written as nothing is null."""
    told = told.with_columns(pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)))
    columns: list[pl.Series] = []
    for series in (
        told.rename({"port": "client_port"}).drop("client", "ambiguous", "when", strict=False).get_columns()
    ):
        if series.name == "request":
            columns += access_rows.request(series)[:2]
        elif series.name == "milliseconds":
            columns.append((series.cast(pl.Int64, strict=False) / 1000).alias("duration"))
        elif series.name == "transport":
            columns.append(pl.select(transport_names(pl.lit(series)).alias("transport")).to_series())
        elif series.name in _ADDRESSES:
            columns.append(addresses(series))
        else:
            columns.append(series.cast(SCHEMA[series.name], strict=False))
    return columns
