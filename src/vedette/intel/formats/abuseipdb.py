"""AbuseIPDB's blacklist as JSON (docs.abuseipdb.com, BLACKLIST endpoint).

`meta.generatedAt` is the date of the list; each entry has an address, a score of 0 to 100 from what was reported of
it, and when that was last. As text it is a plain list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

import msgspec

from vedette.intel.dates import iso_date
from vedette.intel.documents import Said, decode, decode_each, start, table
from vedette.intel.feeds import indicators
from vedette.intel.interface import Feed
from vedette.intel.values import sort_out


class _Meta(msgspec.Struct, rename="camel"):
    generated_at: str | None = None


class _Document(msgspec.Struct):
    data: list[msgspec.Raw]
    meta: _Meta = msgspec.field(default_factory=_Meta)


class _Entry(msgspec.Struct, rename="camel"):
    ip_address: str
    abuse_confidence_score: int | None = None
    last_reported_at: str | None = None
    country_code: str | None = None


_DOCUMENT: Final = msgspec.json.Decoder(_Document)
_ENTRY: Final = msgspec.json.Decoder(_Entry)


class AbuseIpDb:
    """Addresses with their scores."""

    name = "abuseipdb"
    title = "AbuseIPDB blacklist"

    def sniff(self, head: bytes, name: str) -> float:
        del name
        marked = b'"ipAddress"' in head and b'"abuseConfidenceScore"' in head and b'"data"' in head
        return 0.97 if marked and start(head).startswith(b"{") else 0.0

    def read(self, data: bytes, path: str) -> Feed:
        document = decode(_DOCUMENT, data, path, "AbuseIPDB blacklist")
        rejected = Counter[str]()
        entries, more = sort_out(table(_entries(document, rejected)))
        return indicators(
            self.name,
            path,
            entries,
            rejected + more,
            listed_at=iso_date(document.meta.generated_at),
            title=self.title,
        )


def _entries(document: _Document, rejected: Counter[str]) -> Iterator[Said]:
    for said in decode_each(_ENTRY, document.data, rejected):
        yield Said(
            said.ip_address,
            confidence=said.abuse_confidence_score,
            listed_at=iso_date(said.last_reported_at),
            detail=said.country_code and f"in {said.country_code}",
        )
