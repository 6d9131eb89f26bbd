"""MISP events as JSON: exported, from a feed, or as the API answers (MISP core format, section 2.2).

An event stands by itself, in an array, or in `response`; its attributes stand in the event and in its objects. What
they mean is told in `vedette.intel.misp`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

import msgspec
import polars as pl

from vedette.intel import misp
from vedette.intel.categories import categories_of
from vedette.intel.dates import epoch_date, iso_date
from vedette.intel.documents import decode, decode_each, start
from vedette.intel.feeds import indicators
from vedette.intel.interface import Feed
from vedette.intel.values import sort_out
from vedette.model.errors import MalformedInput


class _Tag(msgspec.Struct):
    name: str = ""


class _Attribute(msgspec.Struct):
    type: str
    value: str
    to_ids: bool = False
    timestamp: int | str | None = None
    comment: str | None = None
    deleted: bool = False
    tags: list[_Tag] = msgspec.field(name="Tag", default_factory=list)


class _Object(msgspec.Struct):
    attributes: list[msgspec.Raw] = msgspec.field(name="Attribute", default_factory=list)
    deleted: bool = False


class _Event(msgspec.Struct):
    info: str = ""
    date: str | None = None
    timestamp: int | str | None = None
    tags: list[_Tag] = msgspec.field(name="Tag", default_factory=list)
    attributes: list[msgspec.Raw] = msgspec.field(name="Attribute", default_factory=list)
    objects: list[_Object] = msgspec.field(name="Object", default_factory=list)


class _Wrapped(msgspec.Struct):
    event: _Event = msgspec.field(name="Event")


class _Attributes(msgspec.Struct):
    attributes: list[msgspec.Raw] = msgspec.field(name="Attribute")


class _Document(msgspec.Struct):
    event: _Event | None = msgspec.field(name="Event", default=None)
    response: _Attributes | list[_Wrapped] | None = None


class _Row(NamedTuple):
    type: str
    value: str
    to_ids: bool
    listed_at: datetime | None
    comment: str | None
    tags: str
    event_tags: str
    info: str


_DOCUMENT: Final = msgspec.json.Decoder(_Document | list[_Wrapped])
_ATTRIBUTE: Final = msgspec.json.Decoder(_Attribute)
_SCHEMA: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "type": pl.String,
    "value": pl.String,
    "to_ids": pl.Boolean,
    "listed_at": pl.Datetime("us", "UTC"),
    "comment": pl.String,
    "tags": pl.String,
    "event_tags": pl.String,
    "info": pl.String,
}


class MispEvent:
    """Events with their attributes."""

    name = "misp-event"
    title = "MISP event"

    def sniff(self, head: bytes, name: str) -> float:
        del name
        opening = start(head).replace(b" ", b"").translate(None, b"\r\n\t")[:40]
        if opening.startswith((b'{"Event":{', b'[{"Event":{', b'{"response":[{"Event":')):
            return 0.97
        return 0.97 if opening.startswith(b'{"response":{"Attribute":') else 0.0

    def read(self, data: bytes, path: str) -> Feed:
        events = _events(decode(_DOCUMENT, data, path, "MISP event"))
        if not events:
            raise MalformedInput(path, "no MISP event: neither Event nor response")
        rejected = Counter[str]()
        rows = pl.DataFrame(_rows(events, rejected), _SCHEMA, orient="row")
        address = misp.holds_address(pl.col("type"))
        entries, more = sort_out(_entries(rows.filter(address)))
        others = rows.filter(~address)["type"].str.slice(0, 30)
        said = " ".join(event.info for event in events)
        return indicators(
            self.name,
            path,
            entries,
            rejected + more + Counter(dict(others.value_counts().iter_rows())),
            listed_at=max(
                filter(None, (epoch_date(e.timestamp) or iso_date(e.date) for e in events)), default=None
            ),
            title=events[0].info[:100] if len(events) == 1 and events[0].info else None,
            said=said,
        )


def _events(document: _Document | list[_Wrapped]) -> list[_Event]:
    """The events; attributes that came without one in an event of their own."""
    if isinstance(document, list):
        return [wrapped.event for wrapped in document]
    if document.event is not None:
        return [document.event]
    if isinstance(document.response, _Attributes):
        return [_Event(attributes=document.response.attributes)]
    return [wrapped.event for wrapped in document.response or ()]


def _rows(events: list[_Event], rejected: Counter[str]) -> Iterator[_Row]:
    for event in events:
        living = [entry for part in event.objects if not part.deleted for entry in part.attributes]
        dead = sum(len(part.attributes) for part in event.objects if part.deleted)
        for said in decode_each(_ATTRIBUTE, event.attributes + living, rejected):
            if said.deleted:
                dead += 1
                continue
            yield _Row(
                said.type,
                said.value,
                said.to_ids,
                epoch_date(said.timestamp),
                said.comment,
                ",".join(tag.name for tag in said.tags),
                ",".join(tag.name for tag in event.tags),
                event.info,
            )
        if dead:
            rejected["deleted attribute"] += dead


def _entries(rows: pl.DataFrame) -> pl.DataFrame:
    """The entries: comment and tags are the detail, or else what the event is about."""
    said = [pl.when(pl.col(column) != "").then(pl.col(column)) for column in ("comment", "tags")]
    words = pl.concat_str(said, separator="; ", ignore_nulls=True)
    detail = pl.when(words != "").then(words).otherwise("info").str.slice(0, 200)
    named = rows.select(
        "listed_at",
        value=misp.address(pl.col("type"), pl.col("value")),
        confidence=misp.confidence(pl.col("to_ids"), pl.col("tags"), pl.col("event_tags")),
        detail=pl.when(detail != "").then(detail),
    )
    return named.with_columns(categories_of(named["detail"]).alias("category"))
