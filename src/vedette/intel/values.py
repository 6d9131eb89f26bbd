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
NO_ADDRESS: Final = "no address"
_LONGEST: Final = 256
"""Characters of a value that are looked at."""
_OCTET: Final = "(?:0|[1-9][0-9]{0,2})"
_V4: Final = r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}"
_V6: Final = r"[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*"
_TIDY: Final = rf"^(?:{_OCTET}\.{_OCTET}\.{_OCTET}\.{_OCTET}(?:/[0-9]{{1,2}})?|{_V6}(?:/[0-9]{{1,3}})?)$"
"""What most lists hold alone: an address or prefix that needs no tidying."""
_SHAPES: Final = (
    rf"^{_V4}(/[0-9]{{1,2}})?$",
    rf"^{_V4}\s*-\s*{_V4}$",
    rf"^{_V6}(%[0-9A-Za-z]+)?(/[0-9]{{1,3}})?$",
    rf"^{_V6}\s*-\s*{_V6}$",
)
"""What may be an address, a prefix or a range."""
_PADDED: Final = rf"^({_V4}.*-\s*)?([0-9]+\.)*0[0-9]+"
"""Within what has the shape of IPv4: an octet that starts with a zero and goes on."""
_REASONS: Final[tuple[tuple[str, str], ...]] = (
    (r"^(?i:AS)[0-9]{1,10}$", "autonomous system"),
    (
        r"^([0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{56}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128})$",
        "hash",
    ),
    (r"/", "url"),
    (r"@", "e-mail address"),
    (r"^(\*|\.)?[\pL\pN_-]+(\.[\pL\pN_-]+)*\.\pL[\pL\pN-]*\.?(:[0-9]{1,5})?$", "domain"),
)
"""A pattern and what a value is that matches it and has none of the shapes; the first that matches decides."""


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
    """Tidy the column `value` and keep the rows that may be addresses, in their order.

    entries: `value` and any other columns of ENTRY_SCHEMA; those missing become null. Returns exactly the columns of
    ENTRY_SCHEMA, and how many rows were rejected for which reason.
    """
    entries = entries.with_row_index("place")
    tidy = entries["value"].str.contains(_TIDY).fill_null(value=False)
    if tidy.all():
        return _conform(entries), Counter()
    quick, odd = entries.filter(tidy), entries.filter(~tidy)
    odd = odd.with_columns(value=bare(pl.col("value").str.slice(0, _LONGEST)).fill_null(""))
    odd = odd.with_columns(why=_why(pl.col("value")))
    rejected = Counter(dict(odd["why"].drop_nulls().value_counts().iter_rows()))
    kept = pl.concat([quick, odd.filter(pl.col("why").is_null()).drop("why")]).sort("place")
    return _conform(kept), rejected


def _why(value: pl.Expr) -> pl.Expr:
    """Why a value is rejected, null where it may be an address."""
    may_be = pl.any_horizontal(value.str.contains(shape) for shape in _SHAPES)
    padded = ~value.str.contains(":", literal=True) & value.str.contains(_PADDED)
    why = pl.lit(NO_ADDRESS)
    for pattern, reason in reversed(_REASONS):
        why = pl.when(value.str.contains(pattern)).then(pl.lit(reason)).otherwise(why)
    return pl.when(may_be & padded).then(pl.lit(ZERO_PADDED)).when(~may_be).then(why)


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
