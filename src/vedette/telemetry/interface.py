"""What a telemetry format is, and what it yields.

A format recognises itself in the first bytes of a source (`sniff`) and opens a source as a stream of batches
(`read`). Formats of text lines subclass `LineFormat` in `vedette.telemetry.lines`, which gives them chunking,
threads, screening and accounting; they say only how a block of lines becomes columns, and where the client stands.

Parsers never judge: no line is dropped because it looks harmless, and none is kept because it looks bad. What is
read at all is the `Screen`'s decision, which the caller makes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from vedette.model.address_set import AddressSet
from vedette.model.addresses import Addresses
from vedette.telemetry.source import Source

SAMPLES_KEPT: Final = 5
"""Rejected lines shown for each source; more would bury the reader."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """One line or packet that was not understood, as a sample."""

    line: int | None
    offset: int | None
    reason: str
    """From a small closed set for each format, so that reasons can be counted."""
    excerpt: str
    """Start of the line, as text."""


@dataclass(slots=True)
class Account:
    """What became of every line (or packet) of a source: read, ignored or rejected."""

    lines: int = 0
    """All lines; of a capture all packets."""
    connections: int = 0
    """Rows that the lines yielded, or would yield where the screen let them pass unread."""
    external: int = 0
    """Those whose client is outside the home networks; only counted where a screen is set."""
    ignored: int = 0
    """Blank lines, comments, headers, and lines that are understood but tell of no client."""
    rejected: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    """Rejected lines by reason."""
    samples: list[Rejected] = field(default_factory=list)

    def add(self, other: Account) -> None:
        """Add the figures of a further part of the same source."""
        self.lines += other.lines
        self.connections += other.connections
        self.external += other.external
        self.ignored += other.ignored
        self.rejected += other.rejected
        self.reasons.update(other.reasons)
        self.samples = (self.samples + other.samples)[:SAMPLES_KEPT]


@dataclass(frozen=True, slots=True)
class Batch:
    """A part of a source as read."""

    frame: pl.DataFrame
    """Connections, with exactly the columns of `vedette.model.connection.CONNECTION`."""
    account: Account
    """What became of the lines of this part."""


class LiteralSearch(Protocol):
    """Finds the bytes that make a line worth parsing, whoever its client is."""

    def offsets(self, data: bytes | memoryview) -> npt.NDArray[np.int64]:
        r"""Where in the data a literal ends: unsorted, may repeat. Linear in the data's length.

        Literals are also found as loggers escape them once: `\"`, `\n`, `\u0022`.
        """
        ...


@dataclass(frozen=True, slots=True)
class Screen:
    """Decides which rows are worth parsing."""

    home: AddressSet
    """The home networks: a client in them is not external."""
    known: AddressSet
    """Addresses that some list names, and those of trusted proxies and our own hosts: their rows are parsed."""
    literals: LiteralSearch | None
    """Bytes that make a row worth parsing whoever its client is."""
    events: frozenset[str]
    """Event words whose rows are kept whoever their client is, in formats that are parsed whole anyway."""
    told: Callable[[Addresses, npt.NDArray[np.bool_]], None] | None = None
    """Told of clients, and which of them are external: of each one once at least, from several threads; null for
    nobody."""
    sampled: int = 0
    """Rows of each piece of a source that are parsed whoever their client is, evenly spread, to know what is usual."""
    refusals: int = 0
    """Rows of one external client in one piece of a source that tell of refusals, from which all its rows there are
    parsed; 0 for never."""
    crowd: int = 0
    """Rows of one external client within a minute, from which these are parsed; 0 for never."""


class Format(Protocol):
    """One telemetry format."""

    name: str
    """Its id: also the module's, the test's and the documentation's."""
    title: str
    """What people call it."""

    def sniff(self, head: bytes, name: str) -> float:
        """Confidence from 0 (not this format) to 1 (certain) that a source starts like this format.

        head: up to 64 KiB from the start, decompressed; name: the file's name, a hint only.
        """
        ...

    def read(self, source: Source, screen: Screen | None) -> Iterator[Batch]:
        """Read the source in batches; with a screen only the rows that it selects, all lines accounted for.

        Raises UnreadableInput or MalformedInput where the source as a whole cannot be read.
        """
        ...
