"""A MISP server, asked by its REST interface for attributes that name addresses (MISP, "Automation and API").

`attributes/restSearch` has no total: pages are asked for until one is not full. A server that gives the same page again
and again is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import msgspec

from vedette.config.settings import FeedKind
from vedette.fetch import FetchFailed
from vedette.intel.provenance import Provenance
from vedette.intel.sources.interface import Got, Same
from vedette.intel.sources.memory import remember
from vedette.intel.sources.session import Session

_TYPES: Final = ["ip-src", "ip-dst", "ip-src|port", "ip-dst|port", "domain|ip"]
_PAGE: Final = 5_000
_MOST_PAGES: Final = 400


class _Found(msgspec.Struct):
    attributes: list[msgspec.Raw] = msgspec.field(name="Attribute", default_factory=list)


class _Response(msgspec.Struct):
    response: _Found


_RESPONSE: Final = msgspec.json.Decoder(_Response)


class Misp:
    """What a search on the server finds, as one document."""

    kind = FeedKind.MISP
    title = "MISP server"

    def get(self, session: Session, before: Provenance | None, at: datetime) -> Got | Same:
        """All that the search finds now: what was deleted on the server is gone here too."""
        del before, at
        found = [attribute for page in _pages(session) for attribute in page]
        document = session.folder / "document.json"
        remember(document, {"response": {"Attribute": found}})
        return Got(document, Provenance(url=session.shown))


def _pages(session: Session) -> Iterator[list[msgspec.Raw]]:
    """The pages of the search. Raises FetchFailed where they do not advance, or never end."""
    url = f"{session.url.rstrip('/')}/attributes/restSearch"
    first: bytes | None = None
    asked = {"type": _TYPES, "includeEventTags": True, **session.feed.settings.search, "returnFormat": "json"}
    for number in range(1, _MOST_PAGES + 1):
        answer = session.search(url, {**asked, "page": number, "limit": _PAGE}, _RESPONSE, "answer of MISP")
        page = answer.response.attributes
        if page and first == bytes(page[0]):
            raise FetchFailed(session.shown, "its pages do not advance")
        first = bytes(page[0]) if page else None
        yield page
        if len(page) < _PAGE:
            return
    raise FetchFailed(session.shown, f"finds more than {_PAGE * _MOST_PAGES:,} attributes")
