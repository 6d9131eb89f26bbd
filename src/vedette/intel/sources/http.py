"""One document at a URL: as nearly all lists are published."""

from __future__ import annotations

from datetime import datetime

import msgspec

from vedette.config.settings import FeedKind
from vedette.fetch import NotModified, Validators
from vedette.intel.provenance import Provenance
from vedette.intel.sources.interface import Got, Same
from vedette.intel.sources.session import Session, provenance


class Http:
    """A document, fetched again only where it has changed."""

    kind = FeedKind.HTTP
    title = "Document at a URL"

    def get(self, session: Session, before: Provenance | None, at: datetime) -> Got | Same:
        """The document, unless the server says that the version in use is its newest."""
        del at
        shown = session.shown
        known = before if before is not None and before.url == shown else None
        validators = None if known is None else Validators(known.etag, known.last_modified)
        accept = "application/json" if session.feed.profile.format in _JSON_BY_API else None
        answer = session.get(session.url, session.folder / "document", accept=accept, validators=validators)
        told = provenance(shown, answer)
        if isinstance(answer, NotModified):
            kept = msgspec.structs.replace(
                told, etag=known and known.etag, last_modified=known and known.last_modified
            )
            return Same(kept)
        return Got(answer.path, told)


_JSON_BY_API = frozenset({"abuseipdb", "crowdsec-decisions"})
"""Formats of services that answer in several, and in this one only where it is asked for."""
