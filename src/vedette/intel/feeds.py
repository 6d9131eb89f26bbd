"""The feed that a list makes, whatever its format: of bad addresses, or of networks that are known."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import polars as pl

from vedette.intel.categories import category_of
from vedette.intel.heads import feed_name
from vedette.intel.interface import Feed, Role
from vedette.model.reputation import Category, ContextKind


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


def networks(
    format_: str,
    path: str,
    entries: pl.DataFrame,
    rejected: Counter[str],
    owned: tuple[ContextKind, str],
    *,
    listed_at: datetime | None = None,
) -> Feed:
    """A list of known networks, which explains and never accuses. owned: what kind they are, and whose."""
    kind, title = owned
    return Feed(
        name=feed_name(path),
        path=path,
        format=format_,
        role=Role.CONTEXT,
        category=None,
        context=kind,
        title=title,
        listed_at=listed_at,
        entries=entries,
        rejected=rejected,
    )
