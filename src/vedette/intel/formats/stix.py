"""STIX indicators: bundles, TAXII envelopes and single objects, as JSON (OASIS STIX 2.1, section 4.7; 2.0 too).

An indicator says what its pattern matches, since when (`valid_from`) and how long (`valid_until`). An address object
by itself is an observation: somebody saw it, nobody calls it bad.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

import msgspec

from vedette.intel.categories import category_of
from vedette.intel.dates import iso_date
from vedette.intel.documents import Said, decode, decode_each, start, table
from vedette.intel.feeds import indicators
from vedette.intel.interface import Feed
from vedette.intel.stix_pattern import read_pattern
from vedette.intel.values import sort_out
from vedette.model.reputation import Category

_MARKS: Final = (b'"bundle--', b'"indicator--', b'"spec_version"')
_OBSERVED: Final = frozenset({"ipv4-addr", "ipv6-addr"})
_HARMLESS: Final = "benign"
"""The indicator type that says that what it matches is good."""


class _Document(msgspec.Struct):
    """A bundle, an envelope, or an object by itself."""

    objects: list[msgspec.Raw] | None = None


class Object(msgspec.Struct):
    """What is read of an object: of an indicator, and of others no more than their type."""

    type: str = ""
    name: str = ""
    description: str = ""
    pattern: str = ""
    pattern_type: str = "stix"
    indicator_types: list[str] = []
    labels: list[str] = []
    confidence: int | None = None
    revoked: bool = False
    valid_from: str | None = None
    valid_until: str | None = None
    modified: str | None = None

    def category(self) -> Category | None:
        """From what it is labelled with, or else called."""
        texts = (" ".join((*self.labels, *self.indicator_types)), self.name)
        return next(filter(None, map(category_of, texts)), None)

    def refused(self) -> str | None:
        """Why it is no indicator that counts, or null."""
        if self.type in _OBSERVED:
            return "observed address, no indicator"
        if self.revoked:
            return "revoked indicator"
        if _HARMLESS in self.indicator_types:
            return "benign indicator"
        return None if self.pattern_type == "stix" else f"pattern of type {self.pattern_type[:20]}"


_DOCUMENT: Final = msgspec.json.Decoder(_Document | list[msgspec.Raw])
_OBJECT: Final = msgspec.json.Decoder(Object)


class Stix:
    """Indicators of a bundle."""

    name = "stix"
    title = "STIX 2 indicators"

    def sniff(self, head: bytes, name: str) -> float:
        del name
        opened = start(head).startswith((b"{", b"["))
        return 0.97 if opened and any(mark in head for mark in _MARKS) else 0.0

    def read(self, data: bytes, path: str) -> Feed:
        document = decode(_DOCUMENT, data, path, "STIX document")
        objects = document if isinstance(document, list) else document.objects
        rejected = Counter[str]()
        found = list(
            decode_each(_OBJECT, [msgspec.Raw(start(data))] if objects is None else objects, rejected)
        )
        entries, more = sort_out(table(_entries(found, rejected)))
        return indicators(
            self.name,
            path,
            entries,
            rejected + more,
            listed_at=max(
                filter(None, (iso_date(o.modified) for o in found if o.type == "indicator")), default=None
            ),
        )


def _entries(objects: list[Object], rejected: Counter[str]) -> Iterator[Said]:
    """An entry for each address that an indicator names; identities, reports and the like name none."""
    for said in objects:
        if said.type != "indicator" and said.type not in _OBSERVED:
            continue
        if (reason := said.refused()) is not None:
            rejected[reason] += 1
            continue
        named = read_pattern(said.pattern)
        rejected.update(named.others)
        detail = said.name or said.description or " ".join(said.labels)
        category = said.category()
        since, until = iso_date(said.valid_from), iso_date(said.valid_until)
        for address in named.addresses:
            yield Said(address, said.confidence, since, until, detail, category)
