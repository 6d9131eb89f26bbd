"""Fields that several formats share."""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.model.addresses import canonical

_OCTET: Final = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4: Final = rf"^{_OCTET}\.{_OCTET}\.{_OCTET}\.{_OCTET}$"


def addresses(texts: pl.Series) -> pl.Series:
    """The addresses in canonical text (RFC 5952), null where a text is none."""
    is_v4 = texts.str.contains(_IPV4)
    others = texts.filter(~is_v4).unique().drop_nulls()
    if others.is_empty():
        return texts.set(~is_v4, None)
    mapped = pl.Series([canonical(text) for text in others], dtype=pl.String)
    return pl.select(
        pl.when(is_v4).then(texts).otherwise(texts.replace_strict(others, mapped, default=None))
    ).to_series()
