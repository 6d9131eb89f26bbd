"""JSON with named fields, as honeypots, feeds of small makers and exports of platforms have it.

Either an array of objects with a field that holds the address, called as the columns of CSV are, or an array of
addresses; the array is the document, or stands in it, at most two names deep. What is told beside it may date the list.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Final

import msgspec
import polars as pl

from vedette.intel.columns import ADDRESS, KNOWN, named_entries
from vedette.intel.dates import parse_date
from vedette.intel.documents import BROKEN, decode, start
from vedette.intel.feeds import indicators
from vedette.intel.interface import Feed
from vedette.intel.values import NO_ADDRESS, sort_out
from vedette.model.errors import MalformedInput

_NAMES: Final = ADDRESS - {"url"}
"""An array of objects with a URL may be any list of links."""
_READ: Final = KNOWN - {"url"}
_ADDRESS: Final = r'"(?:[0-9]{1,3}\.[0-9]|[0-9A-Fa-f]{1,4}:[0-9A-Fa-f:])[0-9A-Fa-f.:/\[\]]{1,60}"'
_FIELD: Final = re.compile(rf'"(?:{"|".join(sorted(_NAMES))})"\s*:\s*{_ADDRESS}', re.IGNORECASE)
_ELEMENT: Final = re.compile(rf"[\[,]\s*{_ADDRESS}")
_DATES: Final = ("generated_at", "generated", "last_updated", "updated_at", "updated", "collection_date", "timestamp", "date")  # fmt: skip
"""Names of what dates the list; earlier ones win."""
_DEEPEST: Final = 2

_DOCUMENT: Final[msgspec.json.Decoder[object]] = msgspec.json.Decoder()


class JsonRecords:
    """Objects with an address, or addresses alone."""

    name = "json-records"
    title = "JSON with named fields"

    def sniff(self, head: bytes, name: str) -> float:
        del name
        if not start(head).startswith((b"{", b"[")):
            return 0.0
        text = head.decode("utf-8", "replace")
        return 0.3 if _FIELD.search(text) or _ELEMENT.search(text) else 0.0

    def read(self, data: bytes, path: str) -> Feed:
        document = decode(_DOCUMENT, data, path, "JSON document")
        found = next(filter(None, map(_read, _arrays(document))), None)
        if found is None:
            raise MalformedInput(path, "no array of addresses, nor of objects with a field that holds one")
        entries, rejected = found
        return indicators(self.name, path, entries, rejected, listed_at=_date(document))


def _arrays(document: object, depth: int = 0) -> Iterator[list[object]]:
    """The arrays, in their order, those within arrays left out."""
    if isinstance(document, list):
        yield document
    elif isinstance(document, dict) and depth < _DEEPEST:
        for value in document.values():
            yield from _arrays(value, depth + 1)


def _read(array: list[object]) -> tuple[pl.DataFrame, Counter[str]] | None:
    """The entries of an array, and why others are none; null where it has no address at all."""
    records = [_record(element) for element in array]
    known = [record for record in records if record is not None]
    names = sorted({name for record in known for name in record})
    if ADDRESS.isdisjoint(names):
        return None
    columns = {name: [record.get(name) for record in known] for name in names}
    rows = pl.DataFrame(columns, dict.fromkeys(names, pl.String))
    named = named_entries(rows.with_columns(line=pl.lit(None, pl.UInt64)))
    entries, rejected = sort_out(named)
    rejected += Counter({BROKEN: len(records) - len(known), NO_ADDRESS: len(known) - len(named)})
    return (entries, rejected) if len(entries) else None


def _record(element: object) -> dict[str, str] | None:
    """What an element says under the names that are known, as text; null where it is neither object nor text."""
    if isinstance(element, str):
        return {"value": element}
    if not isinstance(element, dict):
        return None
    texts = ((str(name).lower(), _text(value)) for name, value in element.items())
    return {name: text for name, text in texts if name in _READ and text is not None}


def _text(value: object) -> str | None:
    """A text or number as text, several texts in a row; null for what is neither."""
    if isinstance(value, list):
        return ", ".join(filter(None, (item for item in value if isinstance(item, str)))) or None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value)


def _date(document: object) -> datetime | None:
    """What dates the list, beside the array or in an object beside it."""
    if not isinstance(document, dict):
        return None
    beside = [document, *(part for part in document.values() if isinstance(part, dict))]
    told = (part.get(name) for name in _DATES for part in beside)
    return next((date for text in told if isinstance(text, str) and (date := parse_date(text))), None)
