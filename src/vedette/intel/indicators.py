"""The feed that a list of bad addresses makes, whatever its format."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import polars as pl

from vedette.intel.categories import category_of
from vedette.intel.heads import feed_name
from vedette.intel.interface import Feed, Role
from vedette.model.reputation import Category


def indicators(
    format_: str,
    path: str,
    entries: pl.DataFrame,
    rejected: Counter[str],
    *,
    listed_at: datetime | None = None,
    title: str | None = None,
    said: str = "",
) -> Feed:
    """A list of indicators, named after its file.

    entries: columns of ENTRY_SCHEMA; title: what people call it, its name by default; said: what it says of itself, which
    tells its category where the name does not. A list that tells none is of what is bad in any way.
    """
    name = feed_name(path)
    return Feed(
        name=name,
        path=path,
        format=format_,
        role=Role.INDICATORS,
        category=category_of(name) or category_of(said) or Category.MALICIOUS,
        context=None,
        title=title or name,
        listed_at=listed_at,
        entries=entries,
        rejected=rejected,
    )
