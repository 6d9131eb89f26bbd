"""Feeds made by hand."""

from collections import Counter
from datetime import datetime

import polars as pl
import pytest

from vedette.intel.interface import ENTRY_SCHEMA, Feed, Role
from vedette.intel.vetting import vet
from vedette.model.reputation import Category, ContextKind


def make_feed(
    *values: str,
    name: str = "list",
    confidence: int | None = None,
    category: Category = Category.MALICIOUS,
    context: ContextKind | None = None,
    title: str = "",
    details: list[str] | None = None,
    expires: list[datetime | None] | None = None,
    listed_at: datetime | None = None,
) -> Feed:
    entries = pl.DataFrame(
        {
            "value": values,
            "confidence": [confidence] * len(values),
            "detail": details or [None] * len(values),
            "expires_at": expires or [None] * len(values),
            "line": range(1, len(values) + 1),
        }
    )
    missing = [pl.lit(None).alias(c) for c in ENTRY_SCHEMA if c not in entries.columns]
    return Feed(
        name=name,
        path=f"{name}.txt",
        format="plain",
        role=Role.INDICATORS if context is None else Role.CONTEXT,
        category=category if context is None else None,
        context=context,
        title=title or name,
        listed_at=listed_at,
        entries=entries.with_columns(missing).select(pl.col(c).cast(t) for c, t in ENTRY_SCHEMA.items()),
        rejected=Counter(),
    )


@pytest.fixture(scope="session")
def feed():
    """Makes a feed as read."""
    return make_feed


@pytest.fixture(scope="session")
def vetted():
    """Makes a feed after the gate."""
    return lambda *values, **said: vet(make_feed(*values, **said))
