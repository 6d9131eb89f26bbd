"""MISP's attributes as CSV (MISP, "Exports", CSV): columns by name, one attribute a row."""

from __future__ import annotations

from collections import Counter
from typing import Final

import polars as pl

from vedette.intel import misp
from vedette.intel.categories import categories_of
from vedette.intel.dates import LATEST
from vedette.intel.feeds import indicators
from vedette.intel.heads import head_of
from vedette.intel.interface import Feed
from vedette.intel.tables import cells, read_rows
from vedette.intel.values import sort_out
from vedette.model.errors import MalformedInput

_REQUIRED: Final = frozenset({"type", "value", "to_ids"})
_READ: Final = ("type", "value", "to_ids", "comment", "attribute_tag", "event_tag", "date")


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
        address = misp.holds_address(pl.col("type"))
        entries, rejected = sort_out(_entries(rows.filter(address)))
        others = rows.filter(~address)["type"].fill_null("no type").str.slice(0, 30)
        rejected += Counter(dict(others.value_counts().iter_rows()))
        return indicators(self.name, path, entries, rejected)


def _header(data: bytes) -> tuple[int, list[str]] | None:
    """Which line names the columns, the first that is no comment, and their names."""
    head = head_of(data)
    names = cells(head.lines[0]) if head.lines else []
    return (head.first, names) if set(names) >= _REQUIRED else None


def _entries(rows: pl.DataFrame) -> pl.DataFrame:
    epoch = pl.col("date").cast(pl.Int64, strict=False)
    said = [pl.when(pl.col(column) != "").then(pl.col(column)) for column in ("comment", "attribute_tag")]
    detail = pl.concat_str(said, separator="; ", ignore_nulls=True).str.slice(0, 200)
    named = rows.select(
        "line",
        value=misp.address(pl.col("type"), pl.col("value")),
        confidence=misp.confidence(pl.col("to_ids") == "1", pl.col("attribute_tag"), pl.col("event_tag")),
        listed_at=pl.from_epoch(pl.when(epoch.is_between(1, LATEST)).then(epoch))
        .dt.cast_time_unit("us")
        .dt.replace_time_zone("UTC"),
        detail=pl.when(detail != "").then(detail),
    )
    return named.with_columns(categories_of(named["detail"]).alias("category"))
