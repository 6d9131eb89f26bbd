"""OpenSSH's server in syslog: who tried to log in, as whom, and what came of it.

One row a message that names a client (`vedette.telemetry.sshd_messages`); messages that name none, and those of other
programs in the same file, are ignored. The port asked for is only known where the message says it.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

import polars as pl

from vedette.telemetry import refusals
from vedette.telemetry.apart import read_telling
from vedette.telemetry.distinct import rewrite_containing
from vedette.telemetry.fields import addresses
from vedette.telemetry.lines import Block, LineFormat, LineReader, Spans
from vedette.telemetry.messages import AMBIGUOUS, read_messages
from vedette.telemetry.source import Source
from vedette.telemetry.sshd_messages import FAMILIES
from vedette.telemetry.syslog import are_stamped, last_change, said_by, times
from vedette.telemetry.syslog_places import directly_behind, message_starts
from vedette.telemetry.text import first_lines

NO_STAMP: Final = "no syslog time stamp"
NO_ADDRESS: Final = "client is no address"

PROGRAM: Final = "sshd(?:-session|-auth)?"
"""Pattern of its tags in syslog."""
_TAGS: Final = (b"sshd", b"sshd-session", b"sshd-auth")
_BEFORE_CLIENTS: Final = (
    b"Connection closed by ",
    b"Connection reset by ",
    b"Connection from ",
    b"Disconnected from ",
    b"Received disconnect from ",
)
WORDS: Final = (
    *(
        "from ",
        "closed by ",
        "reset by ",
        "FROM ",
        "rhost=",
        "ip=",
        "Disconnecting",
        "Timeout",
        "SSH: Server;",
        "Address ",
        "kex_exchange_identification: ",
        "Read from socket failed: ",
        "no matching ",
    ),
    *("Nasty PTR ", "reverse mapping ", "Unable to negotiate ", "Protocol major versions "),
)
"""One of them stands in every message of `FAMILIES`."""
_HOUR: Final = r"^(?:<[0-9]{1,3}>)?(?:1 )?([A-Z][a-z]{2} {1,2}[0-9]{1,2} [0-9]{2}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}):[^ ]* "
"""A stamp, and of it what lines of one login mostly share; numbers of processes come again within a day."""
_LINES_SNIFFED: Final = 500
_VIS: Final = re.compile(rb"\\(?:([0-7]{3})|([\\nrtbavf0]))")
_VIS_LETTERS: Final = dict(zip(b"\\nrtbavf0", b"\\\n\r\t\b\a\v\f\0", strict=True))


class Sshd(LineFormat):
    """OpenSSH's server in syslog."""

    name = "sshd"
    title = "OpenSSH sshd (auth.log)"

    def sniff(self, head: bytes, name: str) -> float:
        """As `Format.sniff`: nearly certain of a syslog in which sshd speaks."""
        lines = first_lines(head, _LINES_SNIFFED)
        if 2 * are_stamped(lines).sum() <= len(lines):
            return 0.0
        if said_by(PROGRAM, lines)["message"].count():
            return 0.95
        return 0.5 if "auth.log" in name or "secure" in name else 0.0

    def reader(self, head: bytes, source: Source) -> LineReader:
        """As `LineFormat.reader`."""
        del head
        return _SshdReader(last_change(source))


class _SshdReader(LineReader):
    refusal_words = refusals.WORDS
    carries_text = False
    """Messages with names and greetings are parsed."""

    def __init__(self, changed: datetime) -> None:
        self._changed = changed

    def parse(self, lines: pl.Series) -> pl.DataFrame:
        """As `LineReader.parse`."""
        return read_telling(lines, WORDS, self._read, _refused)

    def spans(self, block: Block) -> Spans:
        """As `LineReader.spans`: of messages that tell of no login, where the client stands directly behind words of
        sshd's own.
        """
        said = message_starts(block, _TAGS)
        return Spans(directly_behind(block, said, _BEFORE_CLIENTS), ord(" "))

    def _read(self, lines: pl.Series) -> pl.DataFrame:
        """What lines tell that may name a client."""
        said = said_by(PROGRAM, lines)
        told = read_messages(_own_words(said["message"]), FAMILIES)
        address = addresses(told["client"])
        unnamed = (told["client"] == "").fill_null(value=False)
        if unnamed.any():
            named = address.set(told["ambiguous"].fill_null(value=False), None)
            address = address.set(unnamed, None).fill_null(of_process(lines, named).set(~unnamed, None))
        reason = (
            pl.when(~are_stamped(lines) & (lines != ""))
            .then(pl.lit(NO_STAMP))
            .when(told["ambiguous"])
            .then(pl.lit(AMBIGUOUS))
            .when(told["client"].is_not_null() & ~unnamed & address.is_null())
            .then(pl.lit(NO_ADDRESS))
        )
        return told.select(
            times(said, self._changed).alias("time"),
            pl.when(~told["ambiguous"]).then(address).alias("client_ip"),
            pl.col("port", "server_port").cast(pl.UInt16, strict=False).name.replace("^port$", "client_port"),
            "server_ip",
            said["host"].alias("server_name"),
            pl.lit("tcp").alias("transport"),
            pl.lit("ssh").alias("protocol"),
            unvis(told["user"]),
            unvis(told["body"]),
            "event",
            said["message"],
            reason.alias("reject"),
        ).with_columns((pl.col("client_ip").is_null() & pl.col("reject").is_null()).alias("ignore"))


def of_process(lines: pl.Series, clients: pl.Series) -> pl.Series:
    """The client of the process that wrote each line: the one that its lines among these name within the same hour, null
    where they name none or several.
    """
    process = lines.str.extract(rf"^(.{{0,80}}? {PROGRAM}\[[0-9]+\])").str.replace(_HOUR, "${1} ")
    rows = pl.DataFrame({"process": process, "client": clients})
    one = pl.col("client").drop_nulls().unique()
    of_each = (
        rows.drop_nulls().group_by("process").agg(pl.when(one.len() == 1).then(one.first()).alias("client"))
    )
    return rows.select("process").join(of_each, on="process", how="left", maintain_order="left")["client"]


def _refused(lines: pl.Series) -> pl.Series:
    """Why lines are rejected that tell of no client."""
    return pl.select(pl.when(~are_stamped(lines) & (lines != "")).then(pl.lit(NO_STAMP))).to_series()


def _own_words(messages: pl.Series) -> pl.Series:
    """Messages without what the logger puts around them: a level, a repeat, the process's stage."""
    repeated = messages.str.starts_with("message repeated ")
    if repeated.any():
        once = messages.str.replace(r"^message repeated \d+ times: \[ ?(.*)\]$", "${1}")
        messages = pl.select(pl.when(repeated).then(once).otherwise(messages)).to_series()
    for level in ("error: ", "fatal: "):
        messages = messages.str.strip_prefix(level)
    for stage in (" [preauth]", " [postauth]"):
        messages = messages.str.strip_suffix(stage)
    return messages.str.strip_chars_end(" ")


def unvis(texts: pl.Series) -> pl.Series:
    """Texts as they were before `vis` wrote them."""
    return rewrite_containing(texts, "\\", _unvis)


def _unvis(text: str) -> str:
    own = _VIS.sub(
        lambda found: bytes([int(found[1], 8) & 0xFF if found[1] else _VIS_LETTERS[ord(found[2])]]),
        text.encode(),
    )
    return own.decode("utf-8", "backslashreplace")
