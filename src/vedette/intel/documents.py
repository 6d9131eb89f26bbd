"""Lists that are JSON documents: decoded into types, entry by entry, so that a broken entry costs itself alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, NamedTuple, TypeVar

import msgspec
import polars as pl

from vedette.intel.interface import ENTRY_SCHEMA
from vedette.model.errors import MalformedInput

BROKEN: Final = "broken entry"
"""Why an entry is rejected whose fields are not of the types that its format has."""
_MARK: Final = b"\xef\xbb\xbf"
_DAMAGE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

_MOST_DETAIL: Final = 200

T = TypeVar("T")


class Said(NamedTuple):
    """What a document says of one address: columns of ENTRY_SCHEMA."""

    value: str | None
    confidence: int | None = None
    listed_at: datetime | None = None
    expires_at: datetime | None = None
    detail: str | None = None
    category: str | None = None


def table(entries: Iterable[Said]) -> pl.DataFrame:
    """The entries as columns, before they are sorted out; a confidence that is no percentage is null."""
    rows = [
        entry._replace(
            confidence=entry.confidence if entry.confidence in range(101) else None,
            detail=(entry.detail or "")[:_MOST_DETAIL] or None,
        )
        for entry in entries
    ]
    return pl.DataFrame(rows, {name: ENTRY_SCHEMA[name] for name in Said._fields}, orient="row")


def start(data: bytes) -> bytes:
    """The document from its first sign on: without byte order mark and leading blanks."""
    return data.removeprefix(_MARK).lstrip()


def decode(decoder: msgspec.json.Decoder[T], data: bytes, path: str, what: str) -> T:
    """The whole document. what: its format, as in `no STIX bundle`. Raises MalformedInput."""
    try:
        return decoder.decode(start(data))
    except _DAMAGE as error:
        raise MalformedInput(path, f"no {what}: {error}") from error


def decode_each(
    decoder: msgspec.json.Decoder[T], entries: Iterable[msgspec.Raw], rejected: Counter[str]
) -> Iterator[T]:
    """The entries that have the fields their format asks for; the others are counted as BROKEN."""
    for entry in entries:
        try:
            yield decoder.decode(entry)
        except _DAMAGE:
            rejected[BROKEN] += 1
