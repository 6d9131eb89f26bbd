"""Functions of one text applied to columns: to each distinct text once, since few of many lines' texts differ."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl


def rewrite_containing(texts: pl.Series, literal: str, function: Callable[[str], str]) -> pl.Series:
    """Texts, with the function applied to those that contain the literal."""
    found = texts.filter(texts.str.contains(literal, literal=True).fill_null(value=False)).unique()
    if found.is_empty():
        return texts
    return texts.replace(found, pl.Series([function(text) for text in found], dtype=pl.String))
