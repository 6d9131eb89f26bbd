"""The published form of a reputation: what `scan -o json` and `intel check -o jsonl` say of an address."""

from __future__ import annotations

from datetime import datetime

import msgspec

from vedette.model.reputation import Allowance, Category, Earlier, Opinion, Reputation, Standing


class SourceOpinion(msgspec.Struct, frozen=True, kw_only=True):
    """What one feed says of a client."""

    feed: str
    category: Category
    confidence: int
    """0–100, while it is new."""
    listed_at: datetime | None
    younger_than_event: bool | None
    """Whether the listing is younger than the last connection; null where either time is unknown."""
    detail: str | None
    demoted: str | None
    """Why it does not count; null where it does."""
    standing: Standing
    """How it stands to the time asked about: of a scan, that of the last connection."""
    weight: int
    """0–100: what is left of the confidence at that time."""
    first_seen: datetime | None
    """When the feed first saw it; null where the entry does not say."""
    last_seen: datetime | None
    """When it last saw it, else first, else the date of the list."""
    valid_from: datetime | None
    valid_until: datetime | None
    age_days: int | None
    """From the last sighting to that time; null where unknown or younger."""
    data_age_days: int | None
    """From the date of the list to that time; null where unknown or younger."""


class Now(msgspec.Struct, frozen=True, kw_only=True):
    """What all lists together say today."""

    listed: bool
    score: int


class AllowlistEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the allowlist that covers the client."""

    network: str
    owner: str
    reason: str
    expires: datetime | None
    """Null for never."""


class EarlierReport(msgspec.Struct, frozen=True, kw_only=True):
    """What our own records say of a client."""

    first_seen: datetime
    last_seen: datetime
    times: int
    """How often it came, as the records count."""
    attacks: int


class ReputationReport(msgspec.Struct, frozen=True, kw_only=True):
    """What all lists together say of a client, at the time of the last connection."""

    listed: bool
    score: int
    categories: list[Category]
    sources: list[SourceOpinion]
    context: list[str]
    """`kind: name` of the known networks that it is in."""
    reasons: list[str]
    """What makes the score, the weightiest first."""
    now: Now | None
    """The same today; null where nobody asked."""
    allowlisted: str | None
    """Why the client may not be condemned, by the allowlist; null where no entry counts."""
    allowlist: list[AllowlistEntry]
    """Entries of the allowlist that cover it, also those that have expired."""
    earlier: EarlierReport | None
    """What our own records say of it; null where nothing."""


def reputation_report(
    reputation: Reputation, event: datetime | None, now: Reputation | None = None
) -> ReputationReport:
    """The published form of a reputation, seen from an event."""
    return ReputationReport(
        listed=reputation.listed,
        score=reputation.score,
        categories=list(reputation.categories),
        sources=[opinion_report(o, event) for o in reputation.opinions],
        context=[f"{c.kind}: {c.name}" for c in reputation.context],
        reasons=list(reputation.reasons),
        now=None if now is None else Now(listed=now.listed, score=now.score),
        allowlisted=reputation.allowed,
        allowlist=[_entry(allowance) for allowance in reputation.allowances],
        earlier=None if reputation.earlier is None else _earlier(reputation.earlier),
    )


def opinion_report(opinion: Opinion, event: datetime | None) -> SourceOpinion:
    """The published form of what one feed says, seen from an event."""
    listed_at = opinion.listed_at
    return SourceOpinion(
        feed=opinion.feed,
        category=opinion.category,
        confidence=opinion.confidence,
        listed_at=listed_at,
        younger_than_event=None if listed_at is None or event is None else listed_at > event,
        detail=opinion.detail,
        demoted=opinion.demoted,
        standing=opinion.standing,
        weight=opinion.left,
        first_seen=opinion.first_seen,
        last_seen=opinion.last_seen,
        valid_from=opinion.valid_from,
        valid_until=opinion.valid_until,
        age_days=None if opinion.age is None else opinion.age.days,
        data_age_days=None if opinion.data_age is None else opinion.data_age.days,
    )


def _entry(allowance: Allowance) -> AllowlistEntry:
    return AllowlistEntry(
        network=allowance.network,
        owner=allowance.owner,
        reason=allowance.reason,
        expires=allowance.expires,
    )


def _earlier(earlier: Earlier) -> EarlierReport:
    return EarlierReport(
        first_seen=earlier.first_seen,
        last_seen=earlier.last_seen,
        times=earlier.times,
        attacks=earlier.attacks,
    )
