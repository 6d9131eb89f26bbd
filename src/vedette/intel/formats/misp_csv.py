"""MISP's attributes as CSV (MISP, "Exports", CSV): columns by name, one attribute a row.

`type` says what `value` is: `ip-src`, `ip-dst`, `ip-dst|port`, `domain|ip`, …; `to_ids` whether the attribute is fit
for detection; tags of the taxonomy `false-positive:risk` how likely it is wrong.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

import polars as pl

from vedette.intel.categories import categories_of, category_of
from vedette.intel.heads import feed_name, head_of
from vedette.intel.interface import Feed, Role
from vedette.intel.tables import cells, read_rows
from vedette.intel.values import sort_out
from vedette.model.errors import MalformedInput
from vedette.model.reputation import Category

_REQUIRED: Final = frozenset({"type", "value", "to_ids"})
_READ: Final = ("type", "value", "to_ids", "comment", "attribute_tag", "event_tag", "date")
_FOR_DETECTION: Final = 60
"""Confidence in an attribute that its maker marked as fit for detection."""
_NOT_FOR_DETECTION: Final = 45
"""Confidence in one that was not: worth less than an entry of a list that says nothing."""
_RISK_CAPS: Final = {"low": 75, "medium": 50, "high": 25}
"""Confidence at most by risk of a false positive: 100 less 25 for each step."""
_LATEST: Final = 4_102_444_800
"""2100-01-01: epochs beyond are no dates."""


class MispCsv:
    """One attribute a row, columns by name."""

    name = "misp-csv"
    title = "MISP attributes as CSV"

    def sniff(self, head: bytes, name: str) -> float:
        del name
        return 0.95 if _header(head) else 0.0

    def read(self, data: bytes, path: str) -> Feed:
        header = _header(data)
        if header is None:
            raise MalformedInput(path, "no header row with the columns type, value and to_ids")
        rows = read_rows(data, *header, _READ)
        address = pl.col("type").str.contains(r"^ip-(src|dst)(\|port)?$|^domain\|ip$")
        entries, rejected = sort_out(_entries(rows.filter(address)))
        others = rows.filter(~address.fill_null(value=False))["type"].fill_null("no type").str.slice(0, 30)
        rejected += Counter(dict(others.value_counts().iter_rows()))
        name = feed_name(path)
        return Feed(
            name=name,
            path=path,
            format=self.name,
            role=Role.INDICATORS,
            category=category_of(name) or Category.MALICIOUS,
            context=None,
            title=name,
            listed_at=None,
            entries=entries,
            rejected=rejected,
        )


def _header(data: bytes) -> tuple[int, list[str]] | None:
    """Which line names the columns, the first that is no comment, and their names."""
    head = head_of(data)
    names = cells(head.lines[0]) if head.lines else []
    return (head.first, names) if set(names) >= _REQUIRED else None


def _entries(rows: pl.DataFrame) -> pl.DataFrame:
    risk = pl.coalesce(
        pl.col(tags).str.extract(r'false-positive:risk="?"?([a-z-]{1,20})')
        for tags in ("attribute_tag", "event_tag")
    )
    base = pl.when(pl.col("to_ids") == "1").then(_FOR_DETECTION).otherwise(_NOT_FOR_DETECTION)
    cap = risk.replace_strict(list(_RISK_CAPS), list(_RISK_CAPS.values()), default=100, return_dtype=pl.Int32)
    epoch = pl.col("date").cast(pl.Int64, strict=False)
    said = [pl.when(pl.col(column) != "").then(pl.col(column)) for column in ("comment", "attribute_tag")]
    detail = pl.concat_str(said, separator="; ", ignore_nulls=True).str.slice(0, 200)
    named = rows.select(
        "line",
        value=pl.when(pl.col("type") == "domain|ip")
        .then(pl.col("value").str.extract(r"\|([^|]*)$"))
        .otherwise(pl.col("value")),
        confidence=pl.min_horizontal(base, cap).cast(pl.UInt8),
        listed_at=pl.from_epoch(pl.when(epoch.is_between(1, _LATEST)).then(epoch))
        .dt.cast_time_unit("us")
        .dt.replace_time_zone("UTC"),
        detail=pl.when(detail != "").then(detail),
    )
    return named.with_columns(categories_of(named["detail"]).alias("category"))
