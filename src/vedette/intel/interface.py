"""What an intelligence format is, and what it yields.

A format recognises itself (`sniff`) and turns a file into entries as columns (`read`). It never judges: poison is
dropped by `vedette.intel.vetting` and demoted by `vedette.intel.scoring`, with its reason, the same way for every
format.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

import polars as pl

from vedette.model.reputation import Category, ContextKind

MOST_MIB: Final = 64
"""Size of a list, decompressed, at most: ten times the largest public list known, and far below a gzip bomb."""


class Role(StrEnum):
    """What a list is for."""

    INDICATORS = "indicators"
    """Names bad addresses."""
    CONTEXT = "context"
    """Names known networks: explains, neither condemns nor clears."""


ENTRY_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "value": pl.String,  # address, prefix (`192.0.2.0/24`) or range (`a-b`) as the feed writes it, trimmed
    "confidence": pl.UInt8,  # 0–100, null where the feed says nothing of the entry itself
    "listed_at": pl.Datetime("us", "UTC"),  # when the entry was made, null where the feed does not say
    "last_seen": pl.Datetime("us", "UTC"),  # when the feed last saw it, null where the feed does not say
    "expires_at": pl.Datetime(
        "us", "UTC"
    ),  # from when on it no longer holds, null where the feed sets no end
    "detail": pl.String,  # the feed's own words on the entry: a comment, a count, tags
    "category": pl.String,  # a `Category` word where the entry itself says one, else null
    "line": pl.UInt64,  # 1-based, null in documents
}


@dataclass(frozen=True, slots=True)
class Feed:
    """One list as read, before vetting."""

    name: str
    """From the file's name: `ipsum`, `log4j`; `ipsum/4` where that is but a number."""
    path: str
    format: str
    role: Role
    category: Category | None
    """What the list as a whole says of its entries; null for context."""
    context: ContextKind | None
    """What kind of networks it names; null for indicators."""
    title: str
    """What people call it, or the owner that it names: `Shodan`."""
    listed_at: datetime | None
    """Date of the list, where it states one."""
    entries: pl.DataFrame
    """Columns of ENTRY_SCHEMA."""
    rejected: Counter[str] = field(default_factory=Counter)
    """Lines or entries that are no address, by reason: `domain`, `zero-padded octet`, …"""
    half_life: timedelta | None = None
    """After which time half of an entry's weight is left; null for its category's own."""


class IntelFormat(Protocol):
    """One intelligence format."""

    name: str
    """Its id: also the module's and the test's, with `_` for `-`."""
    title: str
    """What people call it."""

    def sniff(self, head: bytes, name: str) -> float:
        """Confidence from 0 to 1 that a file starts like this format. head: up to 64 KiB, decompressed."""
        ...

    def read(self, data: bytes, path: str) -> Feed:
        """The list. Raises MalformedInput where the file as a whole breaks the format."""
        ...
