"""What columns and fields are called that say the same in lists of many makers."""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.intel.categories import categories_of

_VALUE: Final = ("ip", "ip_address", "ipaddress", "ip address", "src_ip", "source_ip", "srcip", "dst_ip", "dest_ip", "dstip", "attacker_ip", "attacker", "client_ip", "remote_ip", "ip_addr", "ioc_value", "ioc", "indicator", "address", "cidr", "network", "prefix", "value", "url")  # fmt: skip
"""Columns that may hold the address; the first that the list has is read."""
ADDRESS: Final = frozenset(_VALUE)
"""Names, in lower case, one of which a list must have."""
_DETAIL: Final = (
    "malware",
    "malware_printable",
    "threat_type",
    "threat",
    "tags",
    "description",
    "comment",
    "reason",
    "category",
    "attack_type",
)
_CONFIDENCE: Final = ("confidence_level", "confidence", "confidence_score")
_DATE: Final = ("first_seen_utc", "first_seen", "dateadded", "date_added", "listed_at", "timestamp", "date")
_LAST_SEEN: Final = ("last_seen_utc", "last_seen", "last_online", "lastreportedat")

KNOWN: Final = ADDRESS.union(_DETAIL, _CONFIDENCE, _DATE, _LAST_SEEN)
"""Names of all columns that are read."""


def named_entries(rows: pl.DataFrame) -> pl.DataFrame:
    """Columns of ENTRY_SCHEMA from `line` and columns of text with the makers' names, in lower case."""
    said = [pl.when(~pl.col(c).is_in(["", "None"])).then(pl.col(c)) for c in _DETAIL if c in rows.columns]
    detail = pl.concat_str(said, separator="; ", ignore_nulls=True) if said else pl.lit(None, pl.String)
    confidence = _first(rows, _CONFIDENCE).str.strip_chars().cast(pl.Float64, strict=False)
    entries = rows.select(
        "line",
        value=_first(rows, _VALUE),
        confidence=pl.when(confidence.is_between(0, 100)).then(confidence).cast(pl.UInt8),
        listed_at=_time(_first(rows, _DATE)),
        last_seen=_time(_first(rows, _LAST_SEEN)),
        detail=pl.when(detail != "").then(detail.str.slice(0, 200)),
    ).filter(pl.col("value").is_not_null())
    return entries.with_columns(categories_of(entries["detail"]).alias("category"))


def _time(text: pl.Expr) -> pl.Expr:
    """Dates as lists write them, in UTC: a day, or a second of it; null where the text is none."""
    date = text.str.strip_chars().str.slice(0, 19).str.replace("T", " ", literal=True)
    return pl.coalesce(
        date.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us"),
        date.str.to_datetime("%Y-%m-%d", strict=False, time_unit="us"),
    ).dt.replace_time_zone("UTC")


def _first(rows: pl.DataFrame, names: tuple[str, ...]) -> pl.Expr:
    return next((pl.col(name) for name in names if name in rows.columns), pl.lit(None, pl.String))
