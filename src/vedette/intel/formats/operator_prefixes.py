"""Ranges that operators of crawlers and clouds publish as JSON with `prefixes`: Googlebot, Bingbot, GPTBot, AWS.

Google, Microsoft, OpenAI, Apple and others name `ipv4Prefix` or `ipv6Prefix` in each, with a `creationTime` beside
(developers.google.com, Verifying Googlebot); AWS names `ip_prefix` and `ipv6_prefix`, in two arrays (ip-ranges.json).
They say whose an address is, and nothing against it.
"""

from __future__ import annotations

from collections import Counter

import msgspec

from vedette.intel.dates import iso_date
from vedette.intel.documents import Said, decode, decode_each, start, table
from vedette.intel.feeds import networks
from vedette.intel.heads import feed_name
from vedette.intel.interface import Feed
from vedette.intel.owners import network_kind
from vedette.intel.values import sort_out


class _Prefix(msgspec.Struct):
    ipv4: str | None = msgspec.field(name="ipv4Prefix", default=None)
    ipv6: str | None = msgspec.field(name="ipv6Prefix", default=None)
    aws_v4: str | None = msgspec.field(name="ip_prefix", default=None)
    aws_v6: str | None = msgspec.field(name="ipv6_prefix", default=None)
    service: str | None = None


class _Document(msgspec.Struct):
    prefixes: list[msgspec.Raw]
    ipv6_prefixes: list[msgspec.Raw] = []
    made: str | None = msgspec.field(name="creationTime", default=None)


_DECODER: msgspec.json.Decoder[_Document] = msgspec.json.Decoder(_Document)
_PREFIX: msgspec.json.Decoder[_Prefix] = msgspec.json.Decoder(_Prefix)
_NAMES = (b'"ipv4Prefix"', b'"ipv6Prefix"', b'"ip_prefix"', b'"ipv6_prefix"')


class OperatorPrefixes:
    """Ranges by their operator."""

    name = "operator-prefixes"
    title = "Ranges of an operator"

    def sniff(self, head: bytes, name: str) -> float:
        del name
        if not start(head).startswith(b"{") or b'"prefixes"' not in head:
            return 0.0
        return 0.95 if any(word in head for word in _NAMES) else 0.0

    def read(self, data: bytes, path: str) -> Feed:
        said = decode(_DECODER, data, path, "document with prefixes")
        rejected = Counter[str]()
        prefixes = list(decode_each(_PREFIX, [*said.prefixes, *said.ipv6_prefixes], rejected))
        rows = (Said(p.ipv4 or p.ipv6 or p.aws_v4 or p.aws_v6, detail=p.service) for p in prefixes)
        entries, others = sort_out(table(rows))
        aws = any(p.aws_v4 or p.aws_v6 for p in prefixes[:1])
        told = "Amazon AWS" if aws else next((p.service or "" for p in prefixes), "")
        owned = network_kind(feed_name(path), "", told)
        return networks(self.name, path, entries, rejected + others, owned, listed_at=iso_date(said.made))
