"""Plain lists: an address, prefix or range a line, as netset and ipset files and most free feeds have it.

Comments start with `#`, `;` or `//`, also behind the address; what follows the address after a blank is the entry's
detail. A line of a hosts file (`0.0.0.0 bad.example`) names a domain. A comment with a date tells the list's age.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.intel.categories import category_of
from vedette.intel.dates import header_date
from vedette.intel.heads import feed_name, head_of, share
from vedette.intel.interface import Feed, Role
from vedette.intel.lines import numbered_lines, with_inline_comments
from vedette.intel.values import sort_out
from vedette.model.reputation import Category

_DOCUMENTS: Final = (b"{", b"[{", b"[\n", b"[\r", b'["', b"[ ", b"<")
"""How JSON and markup start; `[` alone may open a bracketed address."""
_HOSTS_FILE: Final = r"^(?:0\.0\.0\.0|127\.0\.0\.1|::1?)\s+[^\s#;]"


def kinds(lines: tuple[str, ...]) -> tuple[float, float]:
    """Which part of the lines starts with an address, and which is one word that some list could name."""
    if not lines:
        return 0.0, 0.0
    cut = with_inline_comments(pl.DataFrame({"line": range(len(lines)), "text": lines}))
    words = _first_words(cut)
    addresses, rejected = sort_out(words.select("value", "line"))
    single = words.filter(pl.col("rest").is_null())
    _, odd = sort_out(single.select("value", "line"))
    others = sum(n for reason, n in odd.items() if reason in {"domain", "url", "hash", "autonomous system"})
    return share(lines, len(addresses) + rejected["zero-padded octet"]), share(lines, others)


def _first_words(cut: pl.DataFrame) -> pl.DataFrame:
    """Split value at its first blank; ranges written with blanks (`a - b`) stay whole."""
    value = pl.col("value").str.replace(r"^(\S+)\s+-\s+(\S+)", "${1}-${2}")
    spaced = value.str.contains(r"\s")
    return cut.with_columns(
        value=pl.when(spaced).then(value.str.extract(r"^(\S+)")).otherwise(value),
        rest=pl.when(spaced).then(value.str.extract(r"^\S+\s+(.*)$")),
    )


class Plain:
    """One address, prefix or range a line."""

    name = "plain"
    title = "Plain list of addresses"

    def sniff(self, head: bytes, name: str) -> float:
        if b"\0" in head or name.endswith((".json", ".xml")) or head.lstrip().startswith(_DOCUMENTS):
            return 0.0
        lines = head_of(head).lines
        if not lines:
            return 0.1
        addresses, others = kinds(lines)
        if addresses >= 0.5:
            return 0.6
        if addresses + others >= 0.8:
            return 0.4
        return 0.0

    def read(self, data: bytes, path: str) -> Feed:
        cut = with_inline_comments(numbered_lines(data))
        hosts = pl.col("value").str.contains(_HOSTS_FILE)
        domains = cut.filter(hosts)
        words = _first_words(cut.filter(~hosts))
        said = pl.coalesce("detail", "rest")
        entries, rejected = sort_out(words.select("line", "value", detail=said))
        if len(domains):
            rejected["domain"] += len(domains)
        name = feed_name(path)
        return Feed(
            name=name,
            path=path,
            format=self.name,
            role=Role.INDICATORS,
            category=category_of(name) or Category.MALICIOUS,
            context=None,
            title=name,
            listed_at=header_date(head_of(data).comments),
            entries=entries,
            rejected=rejected,
        )
