"""Step 2, reputation: what lists say of the client then and now, where it is, and what we know of it ourselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import polars as pl

from vedette.intel.geography.interface import NOWHERE, Place
from vedette.investigate.digest import digest_of
from vedette.investigate.interface import Case, Input
from vedette.investigate.neighbours import Neighbourhood, listed_around, neighbourhood
from vedette.investigate.telling import confidence, moment, without_client
from vedette.model.alert import Alert, Client, Severity
from vedette.model.counting import plural
from vedette.model.investigation import Finding, StepRecord, StepStatus
from vedette.model.reputation import Asked, ContextKind, Opinion, Reputation, Standing

_SHOWN: Final = 8
"""Alerts of one kind that are named."""
_BAD_NEIGHBOURHOOD: Final = 0.05
"""Share of listed addresses from which a /24 says something: one bad machine in it does not, a dozen do."""
_MANY: Final = frozenset({ContextKind.SHARED, ContextKind.RESOLVER, ContextKind.SINKHOLE})
"""Contexts in which an address stands for many people, or for nobody: blocking it hits others."""


class ReputationStep:
    """Asks all lists, databases and our own records about the client."""

    id = "reputation"
    title = "Reputation"

    def digest(self, case: Case) -> str:
        """Of the alert, the lists, the databases of places, what is kept, and today."""
        return digest_of(case, self.id, [Input.INTEL, Input.GEOGRAPHY, Input.HISTORY, Input.DAY])

    def run(self, case: Case) -> StepRecord:
        """Ask, and tell what was answered."""
        client = case.alert.client
        if client is None:
            return without_client(self.id)
        reputations = case.knowledge.reputations
        then = reputations.lookup([client.ip], [case.alert.last_seen])[0]
        now = reputations.lookup([client.ip])[0]
        place, broken = _place(case, client)
        around = neighbourhood(case.alert, client.ip, place.asn, case.kept)
        findings = [
            *_listed(case.alert, client, then, now),
            *_opinions(then, now),
            *_context(client.ip, now),
            *_place_told(client, place),
            *_history(case, client.ip, around),
            *_neighbours(case, client.ip, around),
        ]
        missing = (*_silent(case), *broken)
        return StepRecord(
            step=self.id,
            status=StepStatus.DONE,
            summary=_summary(client, then, now),
            findings=tuple(sorted(findings, key=lambda finding: -finding.severity.rank)),
            checked=tuple(_checked(case)),
            missing=missing,
            confidence=confidence(len(missing)),
        )


def _summary(client: Client, then: Reputation, now: Reputation) -> str:
    told = [_standing(then, "at the event"), _standing(now, "now")]
    return f"{client.ip} {told[0]}, {told[1]}"


def _standing(reputation: Reputation, when: str) -> str:
    if reputation.allowed is not None:
        return f"was allowed {when}"
    if not reputation.listed:
        return f"not listed {when}"
    feeds = sorted({opinion.feed for opinion in reputation.opinions if opinion.demoted is None})
    return f"listed {when} by {plural(len(feeds), 'list')} (score {reputation.score})"


def _listed(alert: Alert, client: Client, then: Reputation, now: Reputation) -> Iterator[Finding]:
    """Whether it is bad, was bad, or became so."""
    seen = moment(alert.last_seen)
    if then.listed:
        yield Finding(
            "listed-then",
            client.ip,
            f"bad when it was last seen ({seen})",
            _weight(then),
            reasons=then.reasons,
        )
    if now.listed and not then.listed:
        says = "listed only since: a list may name it for this very event"
        yield Finding("listed-since", client.ip, says, Severity.MEDIUM, reasons=now.reasons)
    if then.listed and not now.listed:
        says = "no longer listed: the address may have another owner by now"
        yield Finding("listed-no-more", client.ip, says, Severity.INFO)
    if client.crawler is not None:
        yield Finding("crawler", client.ip, client.crawler, Severity.INFO)


def _weight(reputation: Reputation) -> Severity:
    return Severity.MEDIUM if reputation.score >= 50 else Severity.LOW


def _opinions(then: Reputation, now: Reputation) -> Iterator[Finding]:
    """What each list says, also where it does not count; younger ones as they are now."""
    today = {(opinion.feed, opinion.category, opinion.detail): opinion for opinion in now.opinions}
    for opinion in then.opinions:
        later = today.get((opinion.feed, opinion.category, opinion.detail))
        yield Finding(
            "opinion", opinion.feed, _says(opinion), Severity.INFO, reasons=tuple(_why(opinion, later))
        )


def _says(opinion: Opinion) -> str:
    detail = f", in its words: {opinion.detail}" if opinion.detail else ""
    return f"calls it {opinion.category}, {opinion.confidence} of 100 sure{detail}"


def _why(opinion: Opinion, later: Opinion | None) -> Iterator[str]:
    """How far it counts, then and now."""
    if opinion.demoted is not None:
        yield f"does not count: {opinion.demoted}"
    age = f", {plural(opinion.age.days, 'day')} after its last sighting" if opinion.age is not None else ""
    yield f"at the event worth {opinion.left}{age} ({_standing_in_words(opinion.standing)})"
    if later is not None:
        yield f"now worth {later.left} ({_standing_in_words(later.standing)})"


def _standing_in_words(standing: Standing) -> str:
    return {
        Standing.LISTED: "listed",
        Standing.YOUNGER: "listed after that time",
        Standing.ENDED: "its term had ended",
        Standing.FADED: "too long ago to say anything",
        Standing.UNDATED: "of unknown age",
    }[standing]


def _context(ip: str, reputation: Reputation) -> Iterator[Finding]:
    """Networks that explain the client, without condemning or clearing it."""
    for context in reputation.context:
        shared = context.kind in _MANY
        fix = (
            "do not block the address: many stand behind it; keep out what it asks for instead"
            if shared
            else None
        )
        severity = Severity.LOW if shared else Severity.INFO
        yield Finding("context", ip, f"{context.name} ({context.kind})", severity, fix=fix)
    for allowance in reputation.allowances:
        yield Finding("allowlist", allowance.network, allowance.told, Severity.INFO)


def _place(case: Case, client: Client) -> tuple[Place, tuple[str, ...]]:
    """Where the client is, as databases say now, else as the scan knew; and which of them broke."""
    found = case.background.geography.locate([client.ip])
    place = found.places[client.ip]
    known = Place(client.country, client.asn, client.network_owner)
    return (known if place == NOWHERE else place), found.problems


def _place_told(client: Client, place: Place) -> Iterator[Finding]:
    if place.told:
        yield Finding("place", client.ip, place.told, Severity.INFO)


def _history(case: Case, ip: str, around: Neighbourhood) -> Iterator[Finding]:
    """What our own records say of this client."""
    if around.own:
        yield _alerts(
            "seen-before",
            ip,
            ("other alert of this client", "other alerts of this client"),
            around.own,
            Severity.MEDIUM,
        )
    visits = None if case.visits is None else case.visits().filter(pl.col("client") == ip)
    if visits is not None and visits.height:
        row = visits.row(0, named=True)
        first, last = f"{row['first']:%Y-%m-%d}", f"{row['last']:%Y-%m-%d}"
        when = f"on {first}" if first == last else f"from {first} to {last}"
        says = f"seen by {plural(row['count'], 'scan')} that was kept, {when}"
        yield Finding("visits", ip, says, Severity.INFO)


def _neighbours(case: Case, ip: str, around: Neighbourhood) -> Iterator[Finding]:
    """Who else came from its networks."""
    if around.near:
        yield _alerts(
            "neighbours",
            around.network,
            ("alert of its network", "alerts of its network"),
            around.near,
            Severity.MEDIUM,
        )
    if around.same_asn:
        told = (
            "alert of a client elsewhere in its autonomous system",
            "alerts of clients elsewhere in its autonomous system",
        )
        yield _alerts("same-owner", ip, told, around.same_asn, Severity.LOW)
    listed = listed_around(ip, case.knowledge.reputations)
    if listed is not None and listed[0]:
        says = f"{listed[0]} of {listed[1]} other addresses are listed today"
        bad = listed[0] / listed[1] >= _BAD_NEIGHBOURHOOD
        yield Finding("listed-neighbours", around.network, says, Severity.LOW if bad else Severity.INFO)


def _alerts(
    kind: str, subject: str, what: tuple[str, str], alerts: Sequence[Alert], severity: Severity
) -> Finding:
    """A finding that names alerts, the gravest first."""
    named = tuple(
        f"{alert.id} {alert.severity} {alert.verdict or alert.kind}: {alert.client.ip if alert.client else 'nobody'} → "
        f"{alert.service.product} on {alert.service.host}, {moment(alert.last_seen)}"
        for alert in alerts[:_SHOWN]
    )
    return Finding(kind, subject, plural(len(alerts), *what), severity, reasons=named)


def _silent(case: Case) -> Iterator[str]:
    """Who could not be asked."""
    match case.knowledge.reputations.asked():
        case Asked.NOT_ASKED:
            yield "no list of bad addresses: that it is not listed says nothing"
        case Asked.TOO_OLD:
            yield "every list of bad addresses is too old: that it is not listed says nothing"
        case Asked.ASKED:
            pass
    if not case.background.geography.databases:
        yield "no database of countries and networks: neither place nor owner is known"
    if case.visits is None:
        yield "no clients are remembered: earlier visits without an alert cannot be seen"
    yield from case.background.problems


def _checked(case: Case) -> Iterator[str]:
    for vetted in case.knowledge.reputations.feeds:
        dated = f" of {vetted.feed.listed_at:%Y-%m-%d}" if vetted.feed.listed_at else ", undated"
        yield f"{vetted.feed.name}{dated}"
    for database in case.background.geography.databases:
        yield database.path
    yield plural(len(case.kept), "kept alert")
    if case.visits is not None:
        yield "the clients of the last scans"
