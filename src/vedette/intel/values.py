"""What feeds write where an address should stand, tidied and sorted out, column-wise.

Feeds quote, defang (`1[.]2[.]3[.]4`) and add ports (`ip:port`, `ip|port`, `[v6]:port`); they also mix in domains, URLs
and hashes. Here a value becomes a bare address, prefix or range, or is rejected with a reason. Whether an address is
one that should count is for `vedette.intel.vetting` to say.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

import polars as pl

from vedette.intel.interface import ENTRY_SCHEMA

ZERO_PADDED: Final = "zero-padded octet"
_V4: Final = r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}"
_REASONS: Final[tuple[tuple[str, str], ...]] = (
    (rf"^{_V4}(/[0-9]{{1,2}})?(\s*-\s*{_V4})?$", ""),
    (r"^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[0-9A-Za-z]+)?(/[0-9]{1,3})?$", ""),
    (r"^[0-9A-Fa-f:.]+:[0-9A-Fa-f:.]*\s*-\s*[0-9A-Fa-f:.]+:[0-9A-Fa-f:.]*$", ""),
    (r"^(?i:AS)[0-9]{1,10}$", "autonomous system"),
    (
        r"^([0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{56}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128})$",
        "hash",
    ),
    (r"://|/", "url"),
    (r"@", "e-mail address"),
    (r"^(\*|\.)?[\pL\pN_-]+(\.[\pL\pN_-]+)*\.[\pL][\pL\pN-]*\.?(:[0-9]{1,5})?$", "domain"),
    (r"", "no address"),
)
"""A pattern and why what it matches is rejected, or nothing where it may be an address; the first that matches decides."""


def bare(value: pl.Expr) -> pl.Expr:
    """The value without quotes, defanging and port."""
    refanged = (
        value.str.strip_chars(" \t\r\n\"',")
        .str.replace_all(r"\[(\.|dot)\]|\((\.|dot)\)|\{\.\}|\\\.", ".")
        .str.replace_all("[:]", ":", literal=True)
    )
    return (
        refanged.str.replace(r"^\[([0-9A-Fa-f:.]+)\](?:[:|][0-9]{1,5})?$", "${1}")
        .str.replace(rf"^({_V4})[:|][0-9]{{1,5}}$", "${1}")
        .str.replace(r"^([0-9A-Fa-f:.]+)\|[0-9]{1,5}$", "${1}")
    )


def sort_out(entries: pl.DataFrame) -> tuple[pl.DataFrame, Counter[str]]:
    """Tidy the column `value` and keep the rows that may be addresses.

    entries: `value` and any other columns of ENTRY_SCHEMA; those missing become null. Returns exactly the columns of
    ENTRY_SCHEMA, and how many rows were rejected for which reason. Values longer than 256 characters are no address.
    """
    entries = entries.with_row_index("place")
    plain = pl.col("value").str.contains(rf"^{_V4}$")
    quick, odd = entries.filter(plain), entries.filter(~plain.fill_null(value=False))
    odd = odd.with_columns(value=bare(pl.col("value").str.slice(0, 256)).fill_null("")).with_columns(
        why=_why()
    )
    rejected = Counter(dict(odd.filter(pl.col("why") != "")["why"].value_counts().iter_rows()))
    kept = pl.concat([quick, odd.filter(pl.col("why") == "").select(quick.columns)]).sort("place")
    padded = pl.col("value").str.contains(r"(^|[.-])0[0-9]+\.|\.0[0-9]+($|[/ -])") & ~pl.col(
        "value"
    ).str.contains(":")
    zeros = kept.filter(padded)
    if len(zeros):
        rejected[ZERO_PADDED] += len(zeros)
        kept = kept.filter(~padded)
    return _conform(kept), rejected


def _why() -> pl.Expr:
    """The reason of the first pattern that matches."""
    why = pl.lit("no address")
    for pattern, reason in reversed(_REASONS[:-1]):
        why = pl.when(pl.col("value").str.contains(pattern)).then(pl.lit(reason)).otherwise(why)
    return why


def _conform(entries: pl.DataFrame) -> pl.DataFrame:
    missing = [
        pl.lit(None).cast(kind).alias(name)
        for name, kind in ENTRY_SCHEMA.items()
        if name not in entries.columns
    ]
    return entries.with_columns(missing).select(
        pl.col(name).cast(kind) for name, kind in ENTRY_SCHEMA.items()
    )


def no_entries() -> pl.DataFrame:
    """An empty table of entries."""
    return pl.DataFrame(schema=ENTRY_SCHEMA)
