"""Suricata's IP reputation: `address,category,score`, no header (docs.suricata.io, IP Reputation).

The score, 1–127, is the provider's own. What the categories' numbers mean stands in a second file, `categories.txt`
(`number,short name,description`), which is read where it stands beside the list.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import polars as pl

from vedette.files.documents import read_document
from vedette.intel.categories import category_of
from vedette.intel.dates import header_date
from vedette.intel.feeds import indicators
from vedette.intel.heads import decode, head_of, share
from vedette.intel.interface import MOST_MIB, Feed
from vedette.intel.lines import numbered_lines
from vedette.intel.values import sort_out

_LINE: Final = re.compile(r"[0-9A-Fa-f.:/]{2,50},[0-9]{1,3},[0-9]{1,3}")
_HIGHEST: Final = 127
"""Suricata's highest score."""
_BEST: Final = 75
"""Confidence in an entry of the highest score: providers give nearly all entries the same."""


class SuricataIprep:
    """Address, number of a category, score."""

    name = "suricata-iprep"
    title = "Suricata IP reputation list"

    def sniff(self, head: bytes, name: str) -> float:
        del name
        lines = head_of(head).lines
        return 0.9 if share(lines, sum(bool(_LINE.fullmatch(line)) for line in lines)) >= 0.8 else 0.0

    def read(self, data: bytes, path: str) -> Feed:
        parts = pl.col("text").str.splitn(",", 3).struct
        rows = numbered_lines(data).select(
            "line",
            value=parts.field("field_0"),
            number=parts.field("field_1").str.strip_chars().cast(pl.UInt16, strict=False),
            score=parts.field("field_2").str.strip_chars().cast(pl.UInt16, strict=False),
        )
        known = categories_beside(path)
        described = pl.col("number").replace_strict(known, default=None, return_dtype=pl.String)
        kinds = {number: c.value for number, text in known.items() if (c := category_of(text))}
        entries, rejected = sort_out(
            rows.select(
                "line",
                "value",
                confidence=(pl.col("score").clip(upper_bound=_HIGHEST) * _BEST / _HIGHEST)
                .round()
                .cast(pl.UInt8),
                detail=pl.coalesce(described, pl.format("category {}", "number")),
                category=pl.col("number").replace_strict(kinds, default=None, return_dtype=pl.String),
            )
        )
        return indicators(self.name, path, entries, rejected, listed_at=header_date(head_of(data).comments))


def categories_beside(path: str) -> dict[int, str]:
    """The categories' descriptions by number, from the file beside the list whose name ends in `categories.txt`."""
    beside = sorted(Path(path).parent.glob("*categories.txt"))
    known: dict[int, str] = {}
    for line in decode(read_document(beside[0], MOST_MIB)).splitlines() if beside else ():
        number, _, rest = line.partition(",")
        if number.strip().isdecimal() and rest and int(number) <= 65535:
            known[int(number)] = rest.rpartition(",")[2].strip()[:100]
    return known
