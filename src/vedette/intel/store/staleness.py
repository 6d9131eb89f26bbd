"""How fresh what is in use is: from a feed that went silent, silence on an address says nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from vedette.intel.gate.decision import Decision, Verdict
from vedette.intel.gate.settings import GateSettings
from vedette.intel.store.history import confirmed


class Freshness(StrEnum):
    """How far a feed's answers go."""

    FRESH = "fresh"
    """The version in use was confirmed lately: what it does not name, it does not name."""
    STALE = "stale"
    """It was confirmed too long ago: of what it does not name it is too old to say anything."""
    NEVER = "never"
    """No version was ever accepted: it was not asked."""


@dataclass(frozen=True, slots=True)
class Staleness:
    """How fresh a feed is at a time."""

    feed: str
    freshness: Freshness
    version: int | None
    """The version in use; null where there is none."""
    confirmed_at: datetime | None
    """When the feed last said what the version says; null where that is no more known."""
    limit: timedelta
    """How old that may be."""
    trouble: str | None
    """Why nothing newer is in use, where an update was refused or failed since; null where none was."""


def limit_of(interval: timedelta, settings: GateSettings) -> timedelta:
    """How long a version may go unconfirmed, for a feed that is fetched at an interval."""
    return max(timedelta(hours=settings.stale_after_hours), settings.stale_after_intervals * interval)


def staleness(
    feed: str, decisions: list[Decision], version: int | None, limit: timedelta, at: datetime
) -> Staleness:
    """How fresh a version is at a time, by the decisions that led there."""
    confirmation = None if version is None else confirmed(decisions, version)
    since = None if confirmation is None else confirmation.at
    fresh = since is not None and at - since <= limit
    freshness = Freshness.NEVER if version is None else Freshness.FRESH if fresh else Freshness.STALE
    return Staleness(feed, freshness, version, since, limit, _trouble(decisions))


def _trouble(decisions: list[Decision]) -> str | None:
    """Why the last update brought nothing."""
    last = decisions[-1] if decisions else None
    if last is None or last.verdict not in {Verdict.REFUSED, Verdict.FAILED, Verdict.ROLLED_BACK}:
        return None
    return "; ".join(last.reasons) or last.reason or str(last.verdict)
