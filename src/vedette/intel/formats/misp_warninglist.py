"""MISP warning lists: known networks as JSON (github.com/MISP/misp-warninglists, its schema.json).

`type` is cidr, string, hostname, substring or regex; only addresses matter here, and only where the list is meant for
attributes that hold an address: the list of hashes of empty files has `3::`, which is no address.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

import msgspec
import polars as pl

from vedette.intel.documents import decode, start
from vedette.intel.feeds import networks
from vedette.intel.heads import feed_name
from vedette.intel.interface import Feed
from vedette.intel.owners import network_kind
from vedette.intel.values import no_entries, sort_out

_TYPES: Final = frozenset({"cidr", "string"})


class _List(msgspec.Struct):
    name: str
    type: str
    values: list[str] = msgspec.field(name="list")
    description: str = ""
    matching_attributes: list[str] = []


_DECODER: Final = msgspec.json.Decoder(_List)


class MispWarninglist:
    """A named list of known networks."""

    name = "misp-warninglist"
    title = "MISP warning list"

    def sniff(self, head: bytes, name: str) -> float:
        del name
        if not start(head).startswith(b"{") or b'"list"' not in head:
            return 0.0
        # Long lists stand before the keys that would prove it: the head is then cut within the list.
        proven = b'"matching_attributes"' in head or b'"type"' in head
        return 0.95 if proven else 0.7

    def read(self, data: bytes, path: str) -> Feed:
        said = decode(_DECODER, data, path, "MISP warning list")
        entries, rejected = no_entries(), Counter[str]()
        if said.type not in _TYPES:
            rejected[f"list of type {said.type[:20]}"] += len(said.values)
        elif said.matching_attributes and not any(
            "ip" in a.split("-") or "|ip" in a for a in said.matching_attributes
        ):
            rejected["list for other attributes than addresses"] += len(said.values)
        else:
            entries, rejected = sort_out(pl.DataFrame({"value": said.values}, schema={"value": pl.String}))
        owned = network_kind(feed_name(path), said.name, said.description)
        return networks(self.name, path, entries, rejected, owned)
