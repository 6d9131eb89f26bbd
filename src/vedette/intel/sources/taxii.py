"""A collection of a TAXII 2.1 server (OASIS TAXII 2.1, sections 3 to 5).

The first time a collection is read whole, later only what was added since. `added_after` counts by the server's time of
adding, which is not the objects' own: it goes on from `X-TAXII-Date-Added-Last` of the last page. Pages go on by `next`
while there is `more`; a server whose pages do not advance is left.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode, urlsplit

import msgspec

from vedette.config.settings import FeedKind
from vedette.fetch import Fetched, FetchFailed
from vedette.intel.formats.stix import Object
from vedette.intel.provenance import Provenance
from vedette.intel.sources.interface import Got, Same
from vedette.intel.sources.memory import remember, remembered
from vedette.intel.sources.session import Session, provenance

_MEDIA_TYPE: Final = "application/taxii+json;version=2.1"
_LAST_ADDED: Final = "x-taxii-date-added-last"
_PAGE: Final = 5_000
"""Objects asked for at once; a server may give fewer."""
_MOST_PAGES: Final = 2_000
_MOST_COLLECTIONS: Final = 1_000
_ADDRESS: Final = "-addr:"
"""Stands in every pattern that names an address (`ipv4-addr:value`), and in no other that is of use here."""


class _Server(msgspec.Struct):
    """Discovery, or an API root, which has no roots."""

    api_roots: list[str] = []
    default: str | None = None


class _Collection(msgspec.Struct):
    id: str
    title: str = ""
    alias: str = ""
    can_read: bool = True


class _Collections(msgspec.Struct):
    collections: list[_Collection] = []


class _Envelope(msgspec.Struct):
    objects: list[msgspec.Raw] = []
    more: bool = False
    next: str | None = None


class _Indicator(Object, omit_defaults=True, kw_only=True):
    """What is kept of an indicator: what the format `stix` reads, and by what it is known again."""

    id: str
    type: str

    @property
    def counts(self) -> bool:
        """Whether it names an address, and still holds for its maker."""
        return self.type == "indicator" and _ADDRESS in self.pattern and not self.revoked


class _Memory(msgspec.Struct):
    """What is known of the collection."""

    objects_url: str
    added_last: str | None = None
    indicators: dict[str, _Indicator] = {}


_SERVER: Final = msgspec.json.Decoder(_Server)
_COLLECTIONS: Final = msgspec.json.Decoder(_Collections)
_ENVELOPE: Final = msgspec.json.Decoder(_Envelope)
_INDICATOR: Final = msgspec.json.Decoder(_Indicator)


@dataclass(frozen=True, slots=True)
class _Page:
    envelope: _Envelope
    answer: Fetched


class Taxii:
    """A collection, whose indicators of addresses become one STIX bundle."""

    kind = FeedKind.TAXII
    title = "TAXII 2.1 collection"

    def get(self, session: Session, before: Provenance | None, at: datetime) -> Got | Same:
        """The collection with what was added since the last time."""
        del before, at
        url = _objects_url(session)
        memory = remembered(session.folder / "memory.json", _Memory)
        if memory is None or memory.objects_url != url:
            memory = _Memory(url)
        broken, answer = 0, None
        for page in _pages(session, url, memory.added_last):
            broken += _take(page.envelope, memory.indicators)
            memory.added_last = page.answer.headers.get(_LAST_ADDED, memory.added_last)
            answer = page.answer
        remember(session.folder / "memory.json", memory)
        document = session.folder / "document.json"
        remember(document, _bundle(memory))
        notes = (f"{broken} objects are no STIX",) if broken else ()
        told = (
            provenance(session.shown, answer, memory.added_last) if answer else Provenance(url=session.shown)
        )
        return Got(document, told, notes)


def _objects_url(session: Session) -> str:
    """Where the objects of the collection are. Raises FetchFailed."""
    url = session.url
    parts = urlsplit(url).path.rstrip("/").split("/")
    if "collections" in parts[:-1]:
        end = url.rstrip("/").removesuffix("/objects")
        return f"{end}/objects/"
    root = _root(session)
    found, _ = session.answer(
        f"{root}collections/", _COLLECTIONS, "list of TAXII collections", accept=_MEDIA_TYPE
    )
    collection = _chosen(session, [c for c in found.collections[:_MOST_COLLECTIONS] if c.can_read])
    return session.joined(root, f"collections/{collection.id}/objects/")


def _root(session: Session) -> str:
    """The API root: the URL itself, or the one that the server names as its default or first."""
    server, _ = session.answer(session.url, _SERVER, "TAXII server", accept=_MEDIA_TYPE)
    named = server.default or next(iter(server.api_roots), None)
    root = session.url if named is None else session.joined(session.url, named)
    return root.rstrip("/") + "/"


def _chosen(session: Session, collections: list[_Collection]) -> _Collection:
    """The collection that is configured, or the only one."""
    wanted = session.feed.settings.collection
    if wanted is None and len(collections) == 1:
        return collections[0]
    found = [c for c in collections if wanted in {c.id, c.title, c.alias}]
    if wanted is not None and len(found) == 1:
        return found[0]
    titles = ", ".join(repr((c.title or c.id)[:60]) for c in collections[:10]) or "none"
    raise FetchFailed(
        session.shown, f"has no one collection {wanted!r}" if wanted else "has several collections or none",
        hint=f"set collection; there are {titles}",
    )  # fmt: skip


def _pages(session: Session, url: str, added_after: str | None) -> Iterator[_Page]:
    """The pages from a time on. Raises FetchFailed where they do not advance, or never end."""
    seen: set[tuple[str | None, str | None]] = set()
    next_: str | None = None
    for _ in range(_MOST_PAGES):
        if (added_after, next_) in seen:
            raise FetchFailed(session.shown, "its pages do not advance")
        seen.add((added_after, next_))
        asked = {"match[type]": "indicator", "limit": str(_PAGE), "added_after": added_after, "next": next_}
        query = urlencode({name: value for name, value in asked.items() if value is not None})
        envelope, answer = session.answer(f"{url}?{query}", _ENVELOPE, "TAXII envelope", accept=_MEDIA_TYPE)
        yield _Page(envelope, answer)
        if not envelope.more:
            return
        next_ = envelope.next
        if next_ is None:
            added_after = answer.headers.get(_LAST_ADDED, added_after)
    raise FetchFailed(session.shown, f"has more than {_MOST_PAGES:,} pages")


def _take(envelope: _Envelope, indicators: dict[str, _Indicator]) -> int:
    """Note what a page says of indicators; a revoked one is forgotten. Returns how many objects are no STIX."""
    broken = 0
    for raw in envelope.objects:
        try:
            said = _INDICATOR.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            broken += 1
            continue
        if said.counts:
            indicators[said.id] = said
        else:
            indicators.pop(said.id, None)
    return broken


def _bundle(memory: _Memory) -> dict[str, object]:
    """The indicators as a bundle; of the same indicators the same bytes."""
    ordered = [indicator for _, indicator in sorted(memory.indicators.items())]
    return {
        "type": "bundle",
        "id": f"bundle--{uuid.uuid5(uuid.NAMESPACE_URL, memory.objects_url)}",
        "objects": ordered,
    }
