"""A MISP feed: a folder with `manifest.json` and a file for each event (MISP, "Feeds"; MISP core format).

The manifest says when each event was changed last: only those are fetched that are new or have changed since. An event
that the manifest does not name any more is forgotten.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from vedette.config.settings import FeedKind
from vedette.fetch import FetchFailed
from vedette.intel.provenance import Provenance
from vedette.intel.sources.interface import Got, Same
from vedette.intel.sources.memory import remember, remembered
from vedette.intel.sources.session import Session, provenance

_JSON: Final = "application/json"
_MOST_EVENTS: Final = 20_000
"""Events of a feed that are kept, the newest: the largest public feeds have some thousands."""
_MOST_FAILED: Final = 0.1
"""Share of the events to be fetched that may fail, to be asked for again the next time."""


class _Listed(msgspec.Struct):
    timestamp: int | str = 0

    @property
    def changed(self) -> int:
        """Seconds since 1970; 0 where it is not said."""
        text = str(self.timestamp)
        return int(text) if text.isascii() and text.isdecimal() and len(text) <= 12 else 0


class _Attribute(msgspec.Struct):
    type: str = ""


class _Object(msgspec.Struct):
    attributes: list[msgspec.Raw] = msgspec.field(name="Attribute", default_factory=list)
    deleted: bool = False


class _Event(msgspec.Struct):
    """What the format `misp-event` reads of an event; the attributes of its objects are its own."""

    info: str = ""
    date: str | None = None
    timestamp: int | str | None = None
    tags: msgspec.Raw = msgspec.field(name="Tag", default=msgspec.Raw(b"[]"))
    attributes: list[msgspec.Raw] = msgspec.field(name="Attribute", default_factory=list)
    objects: list[_Object] = msgspec.field(name="Object", default_factory=list)


class _Wrapped(msgspec.Struct):
    event: _Event = msgspec.field(name="Event")


class _Kept(msgspec.Struct):
    changed: int
    event: _Event


class _Memory(msgspec.Struct):
    url: str
    events: dict[str, _Kept] = {}


_MANIFEST: Final = msgspec.json.Decoder(dict[str, _Listed])
_EVENT: Final = msgspec.json.Decoder(_Wrapped)
_TYPE: Final = msgspec.json.Decoder(_Attribute)


class MispFeed:
    """The events of a feed as one document, of each what names an address."""

    kind = FeedKind.MISP_FEED
    title = "MISP feed"

    def get(self, session: Session, before: Provenance | None, at: datetime) -> Got | Same:
        """The feed with the events that are new or have changed."""
        del before, at
        folder = session.url.rstrip("/").removesuffix("/manifest.json")
        manifest, answer = session.answer(
            f"{folder}/manifest.json", _MANIFEST, "manifest of a MISP feed", accept=_JSON
        )
        place = session.folder / "memory.json"
        memory = remembered(place, _Memory)
        if memory is None or memory.url != folder:
            memory = _Memory(folder)
        listed = _newest(manifest)
        memory.events = {key: kept for key, kept in memory.events.items() if key in listed}
        try:
            notes = _update(session, memory, listed)
        finally:
            remember(place, memory)
        document = session.folder / "document.json"
        remember(document, {"response": [_Wrapped(kept.event) for _, kept in sorted(memory.events.items())]})
        return Got(document, provenance(session.shown, answer), notes)


def _newest(manifest: Mapping[str, _Listed]) -> dict[str, int]:
    """When each event was changed, newest first; what is no UUID is no event, and would lead elsewhere."""
    events = {key: listed.changed for key, listed in manifest.items() if _is_uuid(key)}
    return dict(sorted(events.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_EVENTS])


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


def _update(session: Session, memory: _Memory, listed: Mapping[str, int]) -> tuple[str, ...]:
    """Fetch what is new or has changed. Returns what is to be told; raises FetchFailed where too much fails."""
    wanted = [
        key
        for key, changed in listed.items()
        if key not in memory.events or memory.events[key].changed != changed
    ]
    failures: list[FetchFailed] = []
    for key in wanted:
        try:
            found, _ = session.answer(f"{memory.url}/{key}.json", _EVENT, "MISP event", accept=_JSON)
        except FetchFailed as error:
            failures.append(error)
            if len(failures) > max(1, _MOST_FAILED * len(wanted)):
                raise
            continue
        memory.events[key] = _Kept(listed[key], _with_addresses(found.event))
    if not failures:
        return ()
    return (f"{len(failures)} of {len(wanted)} events failed, and will be asked for again: {failures[0]}",)


def _with_addresses(event: _Event) -> _Event:
    """The event with those attributes alone that may name an address."""
    living = [raw for part in event.objects if not part.deleted for raw in part.attributes]
    event.attributes = [raw for raw in (*event.attributes, *living) if _may_name_address(raw)]
    event.objects = []
    return event


def _may_name_address(attribute: msgspec.Raw) -> bool:
    """`ip-src`, `ip-dst|port`, `domain|ip` and the like."""
    try:
        return "ip" in _TYPE.decode(attribute).type.replace("|", "-").split("-")
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
