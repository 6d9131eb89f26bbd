"""Plain lists: an address, prefix or range a line, as netset and ipset files and most free feeds have it.

Comments start with `#`, `;` or `//`, also behind the address; what follows the address after a blank or a comma is
the entry's detail. A line of a hosts file (`0.0.0.0 bad.example`) names a domain. A comment with a date tells the list's age,
one with a category (FireHOL's `# Category : attacks`) what it lists where its name does not.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.intel.dates import header_date
from vedette.intel.feeds import indicators
from vedette.intel.heads import head_of, share, told
from vedette.intel.interface import Feed
from vedette.intel.lines import numbered_lines, with_inline_comments
from vedette.intel.values import ZERO_PADDED, sort_out

_DOCUMENTS: Final = (b"{", b"[{", b"[\n", b"[\r", b'["', b"[ ", b"<")
"""How JSON and markup start; `[` alone may open a bracketed address."""
_HOSTS_FILE: Final = r"^(?:0\.0\.0\.0|127\.0\.0\.1|::1?)\s+[^\s#;]"


def kinds(lines: tuple[str, ...]) -> tuple[float, float]:
    """Which part of the lines starts with an address, and which is one word that some list could name."""
    if not lines:
        return 0.0, 0.0
    words = _first_words(with_inline_comments(pl.DataFrame({"line": range(len(lines)), "text": lines})))
    addresses, rejected = sort_out(words.select("value", "line"))
    _, alone = sort_out(words.filter(pl.col("rest").is_null()).select("value", "line"))
    others = sum(alone[reason] for reason in ("domain", "url", "hash", "autonomous system"))
    return share(lines, len(addresses) + rejected[ZERO_PADDED]), share(lines, others)


def _first_words(cut: pl.DataFrame) -> pl.DataFrame:
    """Split the value at its first blank or comma into `value` and `rest`; `a - b` is one range."""
    several = cut["value"].str.contains(r"[\s,]").fill_null(value=False)
    if not several.any():
        return cut.with_columns(rest=pl.lit(None, pl.String))
    joined = pl.col("value").str.replace(r"^(\S+)\s+-\s+(\S+)", "${1}-${2}")
    split = joined.str.contains(r"[\s,]") & several
    return cut.with_columns(
        value=pl.when(split).then(joined.str.extract(r"^([^\s,]*)")).otherwise(joined),
        rest=pl.when(split).then(joined.str.extract(r"^[^\s,]*[\s,]+(.+)$")),
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
        comments = head_of(data).comments
        return indicators(
            self.name,
            path,
            entries,
            rejected,
            listed_at=header_date(comments),
            said=told(comments, "category") or "",
        )
