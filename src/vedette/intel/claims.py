"""What one entry says of an address, and how it stands to a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from vedette.intel.decay import age_at, weight
from vedette.model.reputation import Opinion, Standing


@dataclass(frozen=True, slots=True)
class Claim:
    """What one feed says of an address, before it is known whether it counts."""

    opinion: Opinion
    family: int
    """Number of the family of lists that the feed belongs to."""
    host: str | None
    """The entry's address, where it is a single one."""
    ended: datetime | None = None
    """When the entry ceased to hold; null where it still does."""
    source: int | None = None
    """Position of the feed; null for that of its family's first."""
    half_life: timedelta | None = None
    """The feed's own, which replaces that of the category."""

    @property
    def position(self) -> int:
        """Position of the feed, or of one that it copies."""
        return self.family if self.source is None else self.source


def at_time(claim: Claim, at: datetime | None, list_date: datetime | None) -> Claim:
    """The claim as it stands at a time; null where none is known, so that nothing is lost of it.

    list_date: when the list was made. Before the first sighting a claim stands as younger, with all its weight: nobody
    can say whether the address was bad then, and the reader is told.
    """
    opinion = claim.opinion
    ended = opinion.valid_until
    if at is None:
        return claim
    since = opinion.valid_from or opinion.first_seen or opinion.last_seen
    age = age_at(opinion.last_seen, at)
    left = opinion.confidence
    if age is not None:
        left = round(opinion.confidence * weight(age, opinion.category, claim.half_life))
    if ended is not None and ended <= at:
        standing = Standing.ENDED
    elif since is None:
        standing = Standing.UNDATED
    elif since > at:
        standing = Standing.YOUNGER
    else:
        standing = Standing.FADED if opinion.confidence and not left else Standing.LISTED
    seen = opinion.seen_from(standing, left, age, age_at(list_date, at))
    over = ended if standing is Standing.ENDED else None
    return Claim(seen, claim.family, claim.host, over, claim.source, claim.half_life)
