"""CSV with named columns, as abuse.ch's Feodo Tracker, ThreatFox and URLhaus have it.

The header row may be a comment; a blank may follow each comma; `# END n entries` may close the list. Columns drift
from year to year and are therefore found by name.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.files.documents import HEAD_BYTES
from vedette.intel.categories import categories_of, category_of
from vedette.intel.dates import header_date
from vedette.intel.heads import decode, feed_name, head_of
from vedette.intel.interface import Feed, Role
from vedette.intel.tables import cells, read_rows
from vedette.intel.values import sort_out
from vedette.model.errors import MalformedInput
from vedette.model.reputation import Category

_VALUE: Final = ("ip", "ip_address", "ipaddress", "ip address", "src_ip", "source_ip", "srcip", "dst_ip", "dest_ip", "dstip", "attacker_ip", "ioc_value", "ioc", "indicator", "address", "cidr", "network", "prefix", "value", "url")  # fmt: skip
"""Columns that may hold the address; the first that the file has is read."""
_DETAIL: Final = (
    "malware",
    "malware_printable",
    "threat_type",
    "threat",
    "tags",
    "description",
    "comment",
    "reason",
)
_CONFIDENCE: Final = ("confidence_level", "confidence", "confidence_score")
_DATE: Final = ("first_seen_utc", "first_seen", "dateadded", "date_added", "listed_at", "timestamp", "last_seen", "last_seen_utc", "date")  # fmt: skip


class CsvHeader:
    """Rows of CSV, columns by name."""

    name = "csv-header"
    title = "CSV with named columns"

    def sniff(self, head: bytes, name: str) -> float:
        del name
        return 0.8 if b"\0" not in head and header_of(decode(head)) else 0.0

    def read(self, data: bytes, path: str) -> Feed:
        found = header_of(decode(data[:HEAD_BYTES]))
        if found is None:
            raise MalformedInput(path, "no header row that names a column of addresses")
        at, names = found
        entries, rejected = sort_out(_entries(read_rows(data, at, names, names)))
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


def header_of(text: str) -> tuple[int, list[str]] | None:
    """Which line (1-based) names the columns, and their names in lower case; null where none of the first lines does.

    The row stands before the first row of data, or is the first row itself; it has at least two columns.
    """
    for at, line in enumerate(text.split("\n", 200)[:200], start=1):
        comment = line.lstrip().startswith("#")
        names = [cell.lower() for cell in cells(line.strip("# \t\r"))]
        if len(names) >= 2 and len(set(names)) == len(names) and set(names) & set(_VALUE):
            return at, names
        if names and not comment and line.strip():
            return None
    return None


def _first(rows: pl.DataFrame, names: tuple[str, ...]) -> pl.Expr:
    return next((pl.col(name) for name in names if name in rows.columns), pl.lit(None, pl.String))


def _entries(rows: pl.DataFrame) -> pl.DataFrame:
    said = [pl.when(~pl.col(c).is_in(["", "None"])).then(pl.col(c)) for c in _DETAIL if c in rows.columns]
    detail = pl.concat_str(said, separator="; ", ignore_nulls=True) if said else pl.lit(None, pl.String)
    date = _first(rows, _DATE).str.strip_chars().str.slice(0, 19).str.replace("T", " ", literal=True)
    confidence = _first(rows, _CONFIDENCE).str.strip_chars().cast(pl.Float64, strict=False)
    entries = rows.select(
        "line",
        value=_first(rows, _VALUE),
        confidence=pl.when(confidence.is_between(0, 100)).then(confidence).cast(pl.UInt8),
        listed_at=pl.coalesce(
            date.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us"),
            date.str.to_datetime("%Y-%m-%d", strict=False, time_unit="us"),
        ).dt.replace_time_zone("UTC"),
        detail=pl.when(detail != "").then(detail.str.slice(0, 200)),
    ).filter(pl.col("value").is_not_null())
    return entries.with_columns(categories_of(entries["detail"]).alias("category"))
