"""The published form of how a feed stood when it was asked."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from vedette.intel.store.staleness import Freshness
from vedette.run.feeds import Usable

LABELS: Final = {Freshness.FRESH: "asked", Freshness.STALE: "stale", Freshness.NEVER: "not asked"}
"""What people are told of a feed, in a word or two."""


class FeedReport(msgspec.Struct, frozen=True, kw_only=True):
    """How a configured feed stood when it was asked."""

    feed: str
    freshness: Freshness
    version: int | None
    """The version that was asked; null where none was ever accepted."""
    fetched_at: datetime | None
    confirmed_at: datetime | None
    """When the feed last said what the version says."""
    trouble: str | None
    """Why nothing newer is in use; null where nothing hinders."""


def feed_report(feed: Usable) -> FeedReport:
    """The published form of a feed."""
    staleness = feed.staleness
    return FeedReport(
        feed=feed.name,
        freshness=staleness.freshness,
        version=staleness.version,
        fetched_at=None if feed.version is None else feed.version.record.fetched_at,
        confirmed_at=staleness.confirmed_at,
        trouble=staleness.trouble,
    )


def told(feed: FeedReport) -> str:
    """The same in words: `ipsum, version 3, last confirmed on 2026-11-20: connection refused`."""
    version = "nothing in use" if feed.version is None else f"version {feed.version}"
    confirmed = "" if feed.confirmed_at is None else f", last confirmed on {feed.confirmed_at:%Y-%m-%d}"
    trouble = "" if feed.trouble is None else f": {feed.trouble}"
    return f"{feed.feed}, {version}{confirmed}{trouble}"
