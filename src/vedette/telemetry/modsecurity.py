"""ModSecurity's audit log in its native form: a transaction in sections A to Z, each behind a line with its letter.

As ModSecurity 2 and 3 write it to one file (ModSecurity reference manual, "SecAuditLogParts" and "SecAuditLogType
Serial"). The name between the dashes is drawn anew by the server, so that no body can open a section. What rules said
stands in H, `Message: …` (2) or `ModSecurity: …` (3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl

from vedette.telemetry.access_rows import times
from vedette.telemetry.clients import after
from vedette.telemetry.events import Event
from vedette.telemetry.fields import addresses
from vedette.telemetry.headers import from_headers
from vedette.telemetry.interface import Batch, Screen
from vedette.telemetry.lines import Block, LineFormat, LineReader, Spans
from vedette.telemetry.marks import behind_first, without
from vedette.telemetry.request_line import split
from vedette.telemetry.source import Source
from vedette.telemetry.transactions import FOLD, read_transactions

NO_TRANSACTION: Final = "not a whole transaction of an audit log"
NO_ADDRESS: Final = "client is no address"

_NAME: Final = "--(?:[0-9a-f]{8}|-[0-9A-Za-z]{8}--)-"
_OPENS: Final = re.compile(rf"(?m)^({_NAME})A--\r?$".encode())
_STAMP_REACH: Final = 48
_UID_REACH: Final = 64
"""Bytes within which the time, and the transaction's identifier, end."""
_FINDINGS: Final = (f"{FOLD}Message: ".encode(), f"{FOLD}ModSecurity: ".encode())
"""What opens the words of a rule; others may open so too, and are parsed in vain."""
_AUDITED: Final = (
    r"^\[(?P<when>[^\]]+)\] (?P<uid>[^ ]+) (?P<client>[^ ]+) (?P<client_port>[0-9]{1,5}) "
    r"(?P<server_ip>[^ ]+) (?P<server_port>[0-9]{1,5})"
)
_SAID: Final = rf"(?:^|{FOLD})(?:Message|ModSecurity): ([^{FOLD}]*)"
_STOPPED: Final = rf"(?:^|{FOLD})(?:Action: Intercepted|ModSecurity: Access denied)"
_ESCAPED: Final = ([r"\x0d\x0a", r"\x0a"], ["\n", "\n"])
"""Line ends within an answer, as ModSecurity 3 writes them, and what they stand for."""
MESSAGE: Final = r'\[msg "((?:[^"\\]|\\.)*)"\]'
"""A rule's name for what it found, among what it says."""


class Modsecurity(LineFormat):
    """Requests that the firewall saw, and what its rules said."""

    name = "modsecurity"
    title = "ModSecurity audit log"

    def sniff(self, head: bytes, name: str) -> float:
        """As `Format.sniff`: by the section that opens the first transaction, and what stands in it."""
        del name
        opens = _OPENS.match(head.lstrip())
        return 1.0 if opens and head.lstrip()[opens.end() :].lstrip().startswith(b"[") else 0.0

    def reader(self, head: bytes, source: Source) -> LineReader:
        """As `LineFormat.reader`: of transactions that are folded."""
        del head, source
        return _TransactionReader()

    def read(self, source: Source, screen: Screen | None) -> Iterator[Batch]:
        """As `LineFormat.read`; a transaction counts as a line."""
        yield from read_transactions(self.reader(b"", source), source, screen, _OPENS, b"Z--")


class _TransactionReader(LineReader):
    def parse(self, lines: pl.Series) -> pl.DataFrame:
        """As `LineReader.parse`."""
        parts = _sections(lines)
        audited = parts["A"].str.extract_groups(_AUDITED).struct.unnest()
        client = addresses(audited["client"])
        request, headers = _first_line(parts["B"])
        status, answered = _first_line(parts["F"])
        rows = split(request).with_columns(
            times(audited["when"], "%d/%b/%Y:%H:%M:%S%.f %z").alias("time"),
            client.alias("client_ip"),
            *audited.select(pl.col("client_port", "server_port").cast(pl.UInt16, strict=False)),
            addresses(audited["server_ip"]),
            audited["uid"],
            headers.alias("headers"),
            status.str.extract("^HTTP/[0-9.]+ ([0-9]{3})").cast(pl.UInt16).alias("status"),
            answered.alias("response_headers"),
            _content(parts["E"]).str.replace_many(*_ESCAPED).alias("response"),
            pl.lit("tcp").alias("transport"),
            pl.lit("http").alias("protocol"),
        )
        blank = lines.str.strip_chars() == ""
        return rows.with_columns(
            pl.coalesce(_content(parts["C"]), "body").alias("body"),
            *from_headers(),
            *_found(parts["H"]),
            pl.when(~blank & audited["client"].is_null())
            .then(pl.lit(NO_TRANSACTION))
            .when(~blank & client.is_null())
            .then(pl.lit(NO_ADDRESS))
            .alias("reject"),
            blank.alias("ignore"),
        )

    def spans(self, block: Block) -> Spans:
        """As `LineReader.spans`: of transactions of which no rule said anything."""
        opened = behind_first(block, f"-A--{FOLD}[".encode())
        uid = after(block, opened, ord("]"), _STAMP_REACH)
        client = after(block, np.where(uid >= 0, uid + 1, -1), ord(" "), _UID_REACH)
        return Spans(without(block, client, _FINDINGS), ord(" "))


def _sections(lines: pl.Series) -> pl.DataFrame:
    """The sections of folded transactions by their letters, null where there is none."""
    texts = lines.str.replace_all("\r", "", literal=True)
    marks = pl.lit(FOLD) + pl.col("text").str.extract(f"^({_NAME})A--")
    parts = (pl.lit(FOLD) + pl.col("text")).str.split(marks)
    frame = pl.DataFrame({"text": texts}).with_columns(
        pl.when(marks.is_not_null()).then(parts).alias("parts")
    )
    return frame.select(
        pl.col("parts")
        .list.eval(pl.element().filter(pl.element().str.starts_with(f"{letter}--{FOLD}")))
        .list.first()
        .str.strip_prefix(f"{letter}--{FOLD}")
        .str.strip_chars_end(FOLD)
        .alias(letter)
        for letter in "ABCEFH"
    )


def _first_line(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The first line of sections, and the others as lines; null where there are none."""
    halves = texts.str.splitn(FOLD, 2).struct.unnest()
    return halves["field_0"], _content(halves["field_1"])


def _content(texts: pl.Series) -> pl.Series:
    """Sections as they were before folding, null where they are empty."""
    return texts.set(texts == "", None).str.replace_all(FOLD, "\n", literal=True)


def _found(said: pl.Series) -> Iterator[pl.Expr]:
    """What the first rule that spoke found, and whether the request was stopped."""
    first = said.str.extract(_SAID)
    name = first.str.extract(MESSAGE)
    yield pl.lit(first).alias("message")
    yield pl.coalesce(pl.lit(name), pl.lit(first.str.extract(r'\[id "([0-9]+)"\]'))).alias("notice")
    yield pl.when(pl.lit(said.str.contains(_STOPPED))).then(pl.lit(Event.DROPPED.value)).alias("event")
