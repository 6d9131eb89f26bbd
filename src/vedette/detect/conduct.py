"""Conduct: what a client does wrong without an exploit: it guesses, looks for what is not there, scans, or floods.

Thresholds stand in `vedette.detect.settings`. A client on no list is told for them; of a listed one, which is told
anyway, the hypotheses weigh the same figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final

from vedette.detect.attempts import Attempt
from vedette.detect.flood import trouble
from vedette.detect.rules.rule import AttackClass
from vedette.detect.sessions import Session
from vedette.detect.settings import (
    BROAD_PATHS,
    BRUTE_FORCE_FAILURES,
    BUSY_PER_MINUTE,
    FLOOD_PER_MINUTE,
    GUESSED_NAMES,
    HALF_SPOKEN,
    MISSED_ALL,
    MONOTONOUS_PATHS,
    RATE_LIMITED,
    SCANNED_TARGETS,
    SEARCHED_TWICE,
    UNANSWERED_SHARE,
)
from vedette.detect.usual import Habits
from vedette.intel.crawlers import Claim, Crawler


class Conduct(StrEnum):
    """One way to do wrong."""

    GUESSED = "guessed"
    """Logins failed, more than succeeded."""
    LOOKED = "looked"
    """It asked for what only scanners ask for, for much that is not there, or did not speak the protocol."""
    SCANNED = "scanned"
    """It knocked at many ports or hosts."""
    FLOODED = "flooded"
    """It came so often that the service, or a limit, suffered; or asked for the same again and again."""


_HIDDEN: Final = "/."


def conduct_of(
    session: Session, attempts: Sequence[Attempt], targets: int, crawler: Crawler | None, usual: Habits
) -> tuple[Conduct, ...]:
    """All that a client did wrong. targets: ports and hosts that it was turned away at; usual: of the service."""
    return tuple(_conduct(session, attempts, targets, crawler, usual))


def _conduct(
    session: Session, attempts: Sequence[Attempt], targets: int, crawler: Crawler | None, usual: Habits
) -> Iterator[Conduct]:
    if guessed(session):
        yield Conduct.GUESSED
    if _looked(session, attempts) and not (crawler is not None and crawler.claim is Claim.VERIFIED):
        yield Conduct.LOOKED
    if targets >= SCANNED_TARGETS:
        yield Conduct.SCANNED
    if _flooded(session, usual):
        yield Conduct.FLOODED


def guessed(session: Session) -> bool:
    """Whether more logins failed than a forgotten password explains; many people behind one address log in as well."""
    many = session.failed_logins >= BRUTE_FORCE_FAILURES or len(session.names) >= GUESSED_NAMES
    return many and session.failed_logins > session.accepted_logins


def _looked(session: Session, attempts: Sequence[Attempt]) -> bool:
    """Whether it asked for what only scanners ask for, for much that is not there, or spoke no protocol to its end."""
    searches = {a.place for a in attempts if a.attack_class is AttackClass.SCANNER and _is_search(a)}
    missed = session.missed_paths
    broad = missed >= BROAD_PATHS and session.refused * 2 >= session.connections
    nothing = missed >= MISSED_ALL and session.refused == session.connections
    return len(searches) >= SEARCHED_TWICE or broad or nothing or session.probes >= HALF_SPOKEN


def _is_search(attempt: Attempt) -> bool:
    """Whether it is by a scanner that names itself, for a hidden file, or in vain: an owner is given what he manages."""
    return attempt.target is None or _HIDDEN in attempt.target or attempt.refused


def _flooded(session: Session, usual: Habits) -> bool:
    """Whether the service suffered by it, its load alone says so, or a limit was put on it."""
    if session.busiest_minute >= BUSY_PER_MINUTE and trouble(session, usual):
        return True
    busy = session.busiest_minute >= FLOOD_PER_MINUTE
    monotonous = 0 < session.distinct_paths <= MONOTONOUS_PATHS
    refused = session.refused * 2 >= session.connections
    unanswered = session.unanswered >= UNANSWERED_SHARE * session.connections
    return (busy and (monotonous or refused or unanswered)) or session.limited >= RATE_LIMITED
