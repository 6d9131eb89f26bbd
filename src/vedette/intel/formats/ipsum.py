"""IPsum: an address and on how many public blacklists it stands, parted by a tab (github.com/stamparm/ipsum)."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from vedette.intel.dates import header_date
from vedette.intel.heads import feed_name, head_of, share
from vedette.intel.interface import Feed, Role
from vedette.intel.lines import numbered_lines
from vedette.intel.values import sort_out
from vedette.model.reputation import Category

_LINE: Final = re.compile(r"[0-9A-Fa-f.:]{2,45}\t[0-9]{1,4}")
_ONE_LIST: Final = 25.0
"""Confidence in an entry of a single list: three in four of all entries stand on one list only, many by mistake."""
_EIGHT_LISTS: Final = 95.0
"""Confidence in an entry of eight lists or more; nothing that others say makes one certain."""


def confidence(count: pl.Expr) -> pl.Expr:
    """min(95, 25 + 70/3 · log2 count), rounded: 1 list 25, 2 lists 48, 3 lists 62, 4 lists 72, 8 lists 95.

    Each doubling of the lists adds as much as the one before, since lists copy one another.
    """
    grown = _ONE_LIST + (_EIGHT_LISTS - _ONE_LIST) / 3 * count.clip(lower_bound=1).log(2)
    return grown.clip(upper_bound=_EIGHT_LISTS).round().cast(pl.UInt8)


class Ipsum:
    """Address, tab, number of lists."""

    name = "ipsum"
    title = "IPsum"

    def sniff(self, head: bytes, name: str) -> float:
        del name
        top = head_of(head)
        if any("ipsum" in comment.lower() for comment in top.comments) and not top.lines:
            return 0.9
        return 0.9 if share(top.lines, sum(bool(_LINE.fullmatch(line)) for line in top.lines)) >= 0.8 else 0.0

    def read(self, data: bytes, path: str) -> Feed:
        parts = pl.col("text").str.splitn("\t", 2).struct
        count = parts.field("field_1").str.strip_chars().cast(pl.UInt32, strict=False)
        entries, rejected = sort_out(
            numbered_lines(data)
            .select("line", value=parts.field("field_0"), count=count)
            .select(
                "line",
                "value",
                confidence=confidence(pl.col("count")),
                detail=pl.when(pl.col("count") == 1)
                .then(pl.lit("on 1 list"))
                .otherwise(pl.format("on {} lists", "count")),
            )
        )
        return Feed(
            name=feed_name(path),
            path=path,
            format=self.name,
            role=Role.INDICATORS,
            category=Category.MALICIOUS,
            context=None,
            title="IPsum",
            listed_at=header_date(head_of(data).comments),
            entries=entries,
            rejected=rejected,
        )
