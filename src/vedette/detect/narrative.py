"""An alert in words: who, what, when, where, why. Each a sentence or two, without markup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from vedette.detect.case import Case
from vedette.detect.conduct import Conduct
from vedette.detect.evidence import answered
from vedette.detect.sessions import Session
from vedette.detect.settings import HALF_SPOKEN, KEPT_NAMES
from vedette.model.alert import Outcome, Verdict
from vedette.model.counting import plural
from vedette.model.reputation import Opinion, Reputation, Standing
from vedette.model.vulnerability import State

_OLD: Final = timedelta(days=30)
"""Age of the newest listing from which it is told: addresses change hands within months."""
_NAMES_TOLD: Final = 3
_CONDUCT: Final = {
    Conduct.GUESSED: "more logins failed than a forgotten password explains",
    Conduct.LOOKED: "it looks for what is not offered to anybody, or does not speak as a user's program does",
    Conduct.SCANNED: "nobody needs so many ports; it looks for what listens",
    Conduct.FLOODED: "it comes more often than a person does, or than the service allows",
}
"""Why a client on no list is told."""


@dataclass(frozen=True, slots=True)
class Telling:
    """The five answers."""

    who: str
    what: str
    when: str
    where: str
    why: str


def tell(case: Case, verdict: Verdict) -> Telling:
    """A case in words."""
    return Telling(
        who=f"{case.session.client_ip}, {_standing(case)}",
        what=_what(case),
        when=_when(case.session),
        where=_where(case),
        why=_why(case, verdict),
    )


def _standing(case: Case) -> str:
    """What is known of the client, at the time of the event."""
    reputation = case.reputation
    counting = [o for o in reputation.opinions if o.demoted is None]
    context = sorted({f"{c.name} ({c.kind})" for c in reputation.context})
    parts = [_listing(reputation, counting), *_ages(counting)]
    parts += [
        f"the allowlist entry of {a.owner} expired on {a.expires:%Y-%m-%d}"
        for a in reputation.allowances
        if reputation.allowed is None and a.expires is not None
    ]
    if case.crawler is not None:
        parts.append(case.crawler.told)
    if reputation.earlier is not None and reputation.earlier.attacks:
        parts.append(f"it attacked before, last on {reputation.earlier.last_seen:%Y-%m-%d}")
    if context:
        parts.append(f"in {', '.join(context[:4])}")
    return "; ".join(parts)


def _listing(reputation: Reputation, counting: Sequence[Opinion]) -> str:
    """Whether it is listed, by whom, or why not."""
    if reputation.allowed is not None:
        return reputation.allowed
    if reputation.listed:
        feeds = sorted({o.feed for o in counting})
        return f"listed by {plural(len(feeds), 'feed')} ({', '.join(feeds[:4])}), score {reputation.score}"
    if not reputation.opinions:
        return "on no list"
    reasons = sorted({o.demoted for o in reputation.opinions if o.demoted})
    return (
        f"on a list, but that does not count: {'; '.join(reasons)}"
        if reasons
        else "too weakly listed to count"
    )


def _ages(counting: Sequence[Opinion]) -> Iterator[str]:
    """Where the listing is younger than the event, or old."""
    dates = [o.listed_at for o in counting if o.listed_at is not None]
    if dates and all(o.standing is Standing.YOUNGER for o in counting if o.listed_at is not None):
        yield f"the listing ({min(dates):%Y-%m-%d}) is younger than the event"
    ages = [o.age for o in counting if o.age is not None]
    if ages and min(ages) >= _OLD and len(ages) == len(counting):
        yield f"last seen {min(ages).days} days before"


def _what(case: Case) -> str:
    """What the client did, and how far it got."""
    exploits = case.exploits
    if case.proofs:
        first = case.proofs[0]
        if first.attempt is None:
            when = _haste(case)
            return f"{first.says}{f',{when}' if when else ''}: probably a guessed password"
        return f"{first.says}{_haste(case)}; it {first.attempt.title}"
    if exploits:
        attacked = case.attacked.id if case.attacked is not None else None
        best = min(exploits, key=lambda a: (a.refused, attacked not in a.cves, -a.confidence))
        more = len({a.place for a in exploits}) - 1
        others = f", and {plural(more, 'more try', 'more tries')}" if more else ""
        tail = ", all refused" if case.outcome is Outcome.BLOCKED and more else ""
        return f"{best.title}{answered(best)}{others}{tail}"
    return _without_exploit(case)


def _without_exploit(case: Case) -> str:
    """What the client did that attacked nothing: the first that says most."""
    session, looks = case.session, {a.place for a in case.attempts}
    if session.failed_logins:
        return _logins(session)
    if looks:
        first = case.attempts[0]
        more = f", and {plural(len(looks) - 1, 'more look', 'more looks')}" if len(looks) > 1 else ""
        return f"{first.title}{answered(first)}{more}"
    if Conduct.FLOODED in case.conduct:
        return (
            f"{plural(session.connections, 'connection')}, {session.busiest_minute:,} of them in one minute"
        )
    if Conduct.SCANNED in case.conduct:
        return f"found nothing at {plural(case.targets, 'port')}, or more"
    if session.probes >= HALF_SPOKEN:
        return f"{plural(session.probes, 'connection')} did not speak the protocol, or no further than its greeting"
    breadth = f" for {session.distinct_paths} different paths" if session.distinct_paths > 1 else ""
    refused = f", {session.refused:,} refused or not found" if Conduct.LOOKED in case.conduct else ""
    return f"{plural(session.connections, 'connection')}{breadth}{refused}, no attack recognised"


def _logins(session: Session) -> str:
    """How many logins failed, as whom, and how many did not."""
    names = [name for name in session.names if name]
    shown = ", ".join(names[:_NAMES_TOLD])
    more = f" and {'more' if len(names) == KEPT_NAMES else len(names) - _NAMES_TOLD} others"
    accounts = f", as {shown}{more if len(names) > _NAMES_TOLD else ''}" if names else ""
    accepted = f"; {session.accepted_logins:,} accepted" if session.accepted_logins else ""
    return f"{plural(session.failed_logins, 'login')} failed{accounts}{accepted}"


def _haste(case: Case) -> str:
    """` 6 s after its first request`, where that is soon enough to tell of a plan."""
    first, at = case.session.first_seen, case.proofs[0].evidence.time
    if first is None or at is None or not timedelta(seconds=1) <= at - first <= timedelta(hours=1):
        return ""
    seconds = round((at - first).total_seconds())
    return (
        f" {seconds} s after its first request"
        if seconds < 120
        else f" {seconds // 60} min after its first request"
    )


def _when(session: Session) -> str:
    """From when to when, in UTC."""
    first, last = session.first_seen, session.last_seen
    if first is None or last is None:
        return "at a time that the source does not say"
    if first == last:
        return f"{first:%Y-%m-%d %H:%M:%S} UTC"
    return f"{first:%Y-%m-%d %H:%M:%S} to {last:%Y-%m-%d %H:%M:%S} UTC"


def _where(case: Case) -> str:
    """Which application on which host."""
    session, service = case.session, case.service
    version = f" {service.version}" if service.version else ", version unknown"
    port = f":{service.port}" if service.port is not None else ""
    assumed = ""
    if len(session.candidates) > 1:
        assumed = (
            f" (assumed: the source does not tell it from {len(session.candidates) - 1} more on this host)"
        )
    return f"{service.product}{version} on {service.host}{port}/{service.transport}{assumed}"


def _why(case: Case, verdict: Verdict) -> str:
    """Why it matters, or why it does not."""
    attacked, service = case.attacked, case.service
    if attacked is not None:
        holds = {
            State.AFFECTED: f"{attacked.id} holds for it{' until it is started anew' if attacked.restart_needed else ''}",
            State.UNKNOWN: f"whether {attacked.id} holds for it is not known",
            State.FIXED: f"{attacked.id} is fixed in it",
            State.NOT_AFFECTED: f"{attacked.id} does not concern it",
        }[attacked.state]
        unverified = (
            "" if service.version_verified else f"; its version is unverified ({service.version_source})"
        )
        return f"{holds}: {attacked.reason}{unverified}"
    if case.exploits:
        return (
            "no vulnerability known here fits the attack; a flaw of the application's own cannot be ruled out"
        )
    if case.conduct and not case.reputation.listed:
        return "; ".join(_CONDUCT[conduct] for conduct in case.conduct)
    if verdict is Verdict.KNOWN_SCANNER:
        return "a scanner that names itself; it looks, it does not attack"
    return "no attack was recognised"
