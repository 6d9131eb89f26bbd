"""Whether lists are fresh enough for `not listed` to mean anything."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from vedette.intel.decay import age_at, weight
from vedette.intel.interface import Role
from vedette.intel.vetting import VettedFeed
from vedette.model.reputation import Asked, Category


def asked_of(feeds: Sequence[VettedFeed], stale: Collection[str], at: datetime | None) -> Asked:
    """Whether any list can say something of a time.

    A list without entries says nothing. One that its keeper calls stale, or of which nothing would be left had it seen
    all its entries on its last day, is too old; one without any date is given the benefit of the doubt.
    """
    accusing = [feed for feed in feeds if feed.feed.role is Role.INDICATORS and len(feed)]
    if not accusing:
        return Asked.NOT_ASKED
    fresh = any(feed.feed.name not in stale and _speaks(feed, at) for feed in accusing)
    return Asked.ASKED if fresh else Asked.TOO_OLD


def _speaks(vetted: VettedFeed, at: datetime | None) -> bool:
    feed = vetted.feed
    age = age_at(last_word(vetted), at)
    return age is None or weight(age, feed.category or Category.MALICIOUS, feed.half_life) > 0


def last_word(vetted: VettedFeed) -> datetime | None:
    """The latest date that a list states, of itself or of an entry; null where it states none."""
    columns = [part[name] for part in (vetted.v4, vetted.v6) for name in ("listed_at", "last_seen")]
    stated = [vetted.feed.listed_at, *(column.max() for column in columns)]
    return max((date for date in stated if isinstance(date, datetime)), default=None)
