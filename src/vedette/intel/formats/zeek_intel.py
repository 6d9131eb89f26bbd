"""Zeek's intelligence files: tab-separated, columns named by a `#fields` line (docs.zeek.org, Intelligence Framework).

`indicator_type` says what an indicator is; `Intel::ADDR` and `Intel::SUBNET` are read. A row whose `meta.whitelist` is
true is no indicator. `-` stands for a value that is not set.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

import polars as pl

from vedette.intel.categories import categories_of
from vedette.intel.dates import header_date
from vedette.intel.feeds import indicators
from vedette.intel.heads import head_of
from vedette.intel.interface import Feed
from vedette.intel.lines import numbered_lines
from vedette.intel.values import sort_out
from vedette.model.errors import MalformedInput

_FIELDS: Final = "#fields"
_ADDRESSES: Final = ("Intel::ADDR", "Intel::SUBNET")


class ZeekIntel:
    """Indicators with their types, tab-separated."""

    name = "zeek-intel"
    title = "Zeek intelligence file"

    def sniff(self, head: bytes, name: str) -> float:
        del name
        columns = _columns(head)
        return 0.95 if {"indicator", "indicator_type"} <= set(columns) else 0.0

    def read(self, data: bytes, path: str) -> Feed:
        columns = _columns(data)
        if not {"indicator", "indicator_type"} <= set(columns):
            raise MalformedInput(path, "no #fields line with indicator and indicator_type")
        rows = _rows(data, columns)
        whitelisted = pl.col("meta.whitelist") == "T"
        kind = pl.when(whitelisted).then(pl.lit("whitelist entry")).otherwise(pl.col("indicator_type"))
        rows = rows.with_columns(kind=kind.fill_null("no type"))
        address = pl.col("kind").is_in(_ADDRESSES)
        entries, rejected = sort_out(_entries(rows.filter(address)))
        for word, count in rows.filter(~address)["kind"].value_counts().iter_rows():
            rejected[_reason(word)] += count
        return indicators(
            self.name, path, entries, Counter(rejected), listed_at=header_date(head_of(data).comments)
        )


def _columns(data: bytes) -> list[str]:
    """Names of the columns, from the first `#fields` line of the head."""
    for line in head_of(data).comments:
        if line.startswith(_FIELDS):
            return line.split("\t")[1:]
    return []


def _reason(kind: str) -> str:
    """`Intel::FILE_HASH` as `file hash`."""
    return kind.removeprefix("Intel::").replace("_", " ").lower()[:30]


def _rows(data: bytes, columns: list[str]) -> pl.DataFrame:
    wanted = ("indicator", "indicator_type", "meta.source", "meta.desc", "meta.whitelist")
    parts = pl.col("text").str.split("\t")
    return numbered_lines(data).select(
        "line",
        *(
            (
                _set(parts.list.get(columns.index(c), null_on_oob=True))
                if c in columns
                else pl.lit(None, pl.String)
            ).alias(c)
            for c in wanted
        ),
    )


def _set(value: pl.Expr) -> pl.Expr:
    stripped = value.str.strip_chars()
    return pl.when(~stripped.is_in(["-", ""])).then(stripped)


def _entries(rows: pl.DataFrame) -> pl.DataFrame:
    described = pl.when(pl.col("meta.desc") != pl.col("meta.source")).then(pl.col("meta.desc"))
    detail = pl.concat_str("meta.source", described, separator=": ", ignore_nulls=True).str.slice(0, 200)
    entries = rows.select("line", value="indicator", detail=pl.when(detail != "").then(detail))
    return entries.with_columns(categories_of(entries["detail"]).alias("category"))
