"""Maltrail's trails: addresses, domains and URLs mixed, a name behind `#` (github.com/stamparm/maltrail).

`mass_scanner` names research scanners one by one. `mass_scanner_cidr` is the same list widened to /24: most of such a
network are neighbours that do not scan for research, so it must not turn an attacker into a known scanner.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.intel.categories import category_of
from vedette.intel.dates import header_date
from vedette.intel.heads import feed_name, head_of
from vedette.intel.interface import Feed, Role
from vedette.intel.lines import numbered_lines, with_inline_comments
from vedette.intel.values import sort_out
from vedette.model.reputation import Category, ContextKind

_CONTEXT: Final[dict[str, tuple[ContextKind, str]]] = {
    "mass_scanner": (ContextKind.SCANNER, "Mass scanners (Maltrail)"),
    "mass_scanner_cidr": (ContextKind.OTHER, "Networks with mass scanners (Maltrail)"),
    "ipinfo": (ContextKind.OTHER, "Services that tell one's address (Maltrail)"),
    "whitelist": (ContextKind.OTHER, "Known good (Maltrail)"),
}
"""Lists that explain rather than accuse, by file name."""
_SIGNATURE: Final = "maltrail developers"


class Maltrail:
    """A value a line, its name behind `#`."""

    name = "maltrail"
    title = "Maltrail trail"

    def sniff(self, head: bytes, name: str) -> float:
        if any(_SIGNATURE in c.lower() for c in head_of(head).comments[:10]):
            return 0.95
        return 0.9 if feed_name(name) in _CONTEXT and b" #" in head else 0.0

    def read(self, data: bytes, path: str) -> Feed:
        entries, rejected = sort_out(with_inline_comments(numbered_lines(data)))
        name = feed_name(path)
        kind, title = _CONTEXT.get(name, (None, name))
        category = (category_of(name) or Category.MALWARE) if kind is None else None
        return Feed(
            name=name,
            path=path,
            format=self.name,
            role=Role.INDICATORS if kind is None else Role.CONTEXT,
            category=category,
            context=kind,
            title=title,
            listed_at=header_date(head_of(data).comments),
            entries=entries.with_columns(pl.col("detail").str.slice(0, 200)),
            rejected=rejected,
        )
