"""Functions of one text applied to columns: to each distinct text once, since few of many lines' texts differ."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from vedette.model.addresses import canonical


def map_distinct(texts: pl.Series, function: Callable[[str], str | None]) -> pl.Series:
    """What the function makes of each text; null stays null."""
    distinct = texts.drop_nulls().unique()
    made = pl.Series([function(text) for text in distinct], dtype=pl.String)
    return texts.replace_strict(distinct, made, default=None, return_dtype=pl.String)


def rewrite_containing(texts: pl.Series, literal: str, function: Callable[[str], str]) -> pl.Series:
    """Texts, with the function applied to those that contain the literal."""
    found = texts.filter(texts.str.contains(literal, literal=True).fill_null(value=False)).unique()
    if found.is_empty():
        return texts
    return texts.replace(found, pl.Series([function(text) for text in found], dtype=pl.String))


def canonical_addresses(texts: pl.Series) -> pl.Series:
    """Addresses in canonical text; null where a text is no address."""
    return map_distinct(texts, canonical)
