"""From sightings to alerts: each session judged, told in words, and put in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from vedette.detect.attempts import Attempt, attempts_of
from vedette.detect.binding import host_addresses
from vedette.detect.calls import Calls
from vedette.detect.campaigns import with_campaigns
from vedette.detect.case import Case
from vedette.detect.evidence import evidence_of
from vedette.detect.hypotheses import weigh
from vedette.detect.kernel import Knowledge
from vedette.detect.narrative import tell
from vedette.detect.posture import posture_findings
from vedette.detect.proof import Proof, outcome_of
from vedette.detect.proving import proofs_of
from vedette.detect.scans import breadths
from vedette.detect.sessions import Session, sessions
from vedette.detect.severity import severity_of
from vedette.detect.sightings import Sightings
from vedette.detect.usual import Habits, Usual
from vedette.detect.verdict import attacked_vulnerability, kind_of, verdict_of
from vedette.intel.crawlers import Crawler, crawler_of
from vedette.model.alert import Alert, Client, Kind
from vedette.model.identity import alert_id
from vedette.model.reputation import Reputation
from vedette.model.vulnerability import State, Vulnerability

_HOLDS = (State.AFFECTED, State.UNKNOWN)


def alerts_of(sightings: Sightings, knowledge: Knowledge) -> list[Alert]:
    """Every alert, most severe first."""
    found = [*_client_alerts(sightings, knowledge), *posture_findings(sightings, knowledge)]
    return sorted(found, key=_order)


def _order(alert: Alert) -> tuple[int, int, float, str]:
    """Incidents first, then by severity; of equals the latest, then by id."""
    latest = alert.last_seen.timestamp() if alert.last_seen else 0.0
    return (-alert.severity.rank, list(Kind).index(alert.kind), -latest, alert.id)


def _client_alerts(sightings: Sightings, knowledge: Knowledge) -> Iterator[Alert]:
    """The alerts of all sessions that are worth one."""
    found = list(sessions(sightings))
    calls, usual = Calls(sightings.calls, _listed_by(knowledge)), Usual(sightings.usual)
    breadth, targets = _breadth(found), breadths(sightings.turned_away)
    then = knowledge.reputations.lookup(
        [session.client_ip for session in found], [session.last_seen for session in found]
    )
    cases = [
        replace(
            _case(session, reputation, calls, usual, knowledge),
            services=breadth[session.client_ip],
            targets=targets.get(session.client_ip, 0),
        )
        for session, reputation in zip(found, then, strict=True)
    ]
    told = [
        replace(case, crawler=_crawler(case.session, case.reputation, knowledge))
        for case in cases
        if case.worth_an_alert
    ]
    known = list(_scans_once(case for case in told if case.worth_an_alert))
    now = knowledge.reputations.lookup([case.session.client_ip for case in known])
    yield from with_campaigns((case, _alert(case, today)) for case, today in zip(known, now, strict=True))


def _scans_once(cases: Iterable[Case]) -> Iterator[Case]:
    """The cases, of those of a client that only scanned the one with most connections."""
    scans: dict[str, Case] = {}
    for case in cases:
        client = case.session.client_ip
        if not case.only_scanned:
            yield case
        elif client not in scans or scans[client].session.connections < case.session.connections:
            scans[client] = case
    yield from scans.values()


def _listed_by(knowledge: Knowledge) -> Callable[[Sequence[str]], list[bool]]:
    """Asks which addresses are of bad reputation at any time."""
    return lambda ips: [verdict.listed for verdict in knowledge.reputations.timeless(list(ips))]


def _breadth(found: Sequence[Session]) -> Counter[str]:
    """At how many services of ours each client was seen; one of several that it may have reached counts once."""
    return Counter(client for client, _ in {(session.client_ip, session.candidates[0]) for session in found})


def _crawler(session: Session, reputation: Reputation, knowledge: Knowledge) -> Crawler | None:
    """The crawler that the client says it is, by its attacks and by examples of what else it asked."""
    agents = [row["user_agent"] for row in session.attacks if row["user_agent"]]
    lines = [row["exemplar"]["raw"] for row in session.examples if row["exemplar"]["raw"]]
    return crawler_of([*agents, *lines], reputation, knowledge.reputations.crawlers)


def _case(session: Session, reputation: Reputation, calls: Calls, usual: Usual, knowledge: Knowledge) -> Case:
    """The session held against the service that it reached; where that is open, against the one it fits worst."""
    attempts = attempts_of(session, knowledge.rules)
    habits = usual.of(session.candidates)
    cases = [
        held_against(session, reputation, attempts, calls, knowledge, id_, habits)
        for id_ in session.candidates
    ]
    return min(cases, key=lambda case: case.rank)


def held_against(
    session: Session,
    reputation: Reputation,
    attempts: Sequence[Attempt],
    calls: Calls,
    knowledge: Knowledge,
    service_id: str,
    usual: Habits | None = None,
) -> Case:
    """The session held against one service; usual: what its answers are usually like, where that is known."""
    habits = Habits() if usual is None else usual
    service, exposure = knowledge.service(service_id), knowledge.exposure(service_id)
    found = proofs_of(session, attempts, calls, host_addresses(service), habits, listed=reputation.listed)
    counting = [proof for proof in found if proof.counts]
    attacked = attacked_vulnerability(service, exposure, attempts, counting, knowledge.judge)
    proofs = [proof for proof in counting if _stands(proof, attacked)]
    return Case(
        session,
        reputation,
        service,
        exposure,
        attempts,
        attacked,
        proofs,
        outcome_of(session, attempts, proofs),
        signs=[proof for proof in found if not proof.counts],
        usual=habits,
    )


def _stands(proof: Proof, attacked: Vulnerability | None) -> bool:
    """Whether a proof stands: one that is only likely falls where the service does not have the flaw."""
    return proof.confirmed or proof.attempt is None or (attacked is not None and attacked.state in _HOLDS)


def _alert(case: Case, now: Reputation) -> Alert:
    """The alert of a case; now: the client's reputation today."""
    session = case.session
    hypotheses = weigh(case)
    verdict = verdict_of(case, hypotheses)
    severity, reasons = severity_of(case, verdict)
    telling = tell(case, verdict)
    return Alert(
        id=alert_id(session.client_ip, case.service.id, session.first_seen),
        kind=kind_of(case),
        verdict=verdict,
        severity=severity,
        severity_reasons=reasons,
        client=Client(
            session.client_ip,
            case.reputation,
            country=None,
            asn=None,
            reputation_now=now,
            crawler=case.crawler.told if case.crawler else None,
        ),
        service=case.service,
        vulnerabilities=_told(case),
        attacked_vulnerability=case.attacked.id if case.attacked else None,
        hypotheses=hypotheses,
        outcome=case.outcome,
        first_seen=session.first_seen,
        last_seen=session.last_seen,
        connections=session.connections,
        bytes_in=session.bytes_in,
        bytes_out=session.bytes_out,
        evidence=evidence_of(case),
        who=telling.who,
        what=telling.what,
        when=telling.when,
        where=telling.where,
        why=telling.why,
    )


def _told(case: Case) -> tuple[Vulnerability, ...]:
    """The vulnerabilities that an alert names: those that hold or may, and the attacked one in any case."""
    holding = [v for v in case.exposure.vulnerabilities if v.state in _HOLDS]
    if case.attacked is None:
        return tuple(holding)
    return (case.attacked, *(v for v in holding if v.id != case.attacked.id))
