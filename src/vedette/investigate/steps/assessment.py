"""Step 6, assessment: what else is exposed, who else took part, where else the client was, and what to test first.

Vedette itself scans no one: what it says of other services comes from the inventory, the advisories, kept alerts and
scanners' reports that were given to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from vedette.investigate.campaign import Mark, Shared, campaign_of, same_client
from vedette.investigate.digest import digest_of
from vedette.investigate.interface import Case, Input
from vedette.investigate.posture.facts.listening import INVENTORY, is_local
from vedette.investigate.telling import confidence, moment
from vedette.model.alert import Alert, Evidence, Outcome, Severity
from vedette.model.counting import plural
from vedette.model.fixing import upgrade_of
from vedette.model.inventory import Opinion
from vedette.model.investigation import Finding, Question, StepRecord, StepStatus
from vedette.model.products import find_product
from vedette.model.running import Reach
from vedette.model.service import Service
from vedette.model.vulnerability import State, Vulnerability

_MOST_TOLD: Final = 20
_FIRST: Final = 10
"""Services that a penetration test should look at first."""
_CLOSED: Final = frozenset({Reach.LOOPBACK, Reach.FIREWALLED})
_SUCCEEDED: Final = frozenset({Outcome.CONFIRMED_SUCCESSFUL, Outcome.LIKELY_SUCCESSFUL})
_WEIGHTS: Final = {
    "succeeded": 100, "attacked": 40, "kev": 30, "critical": 20, "high": 10, "some": 4, "unknown": 6, "inward": 15,
}  # fmt: skip
"""What brings a service to the front: what was broken into, then what is exploited elsewhere, then how bad it is."""


class AssessmentStep:
    """The wider look."""

    id = "assessment"
    title = "Assessment"

    def digest(self, case: Case) -> str:
        """Of the inventory, the advisories and what is kept."""
        return digest_of(case, self.id, [Input.ASSETS, Input.ADVISORIES, Input.HISTORY])

    def run(self, case: Case) -> StepRecord:
        """Look at all that is known, and rank it."""
        campaign = campaign_of(case.alert, case.kept)
        elsewhere = [one.alert for one in case.kept if _is_elsewhere(one.alert, case.alert)]
        ranked = _ranked(case)
        exposed = [r for r in ranked if r.service.id != case.alert.service.id and r.holding]
        findings = [
            *_campaign(campaign),
            *_elsewhere(elsewhere),
            *_exposed(exposed),
            *_scanners(case),
            *_first(ranked),
        ]
        missing = tuple(_missing(case))
        return StepRecord(
            step=self.id,
            status=StepStatus.DONE,
            summary=_summary(campaign, elsewhere, exposed),
            findings=tuple(sorted(findings, key=lambda finding: -finding.severity.rank)),
            questions=tuple(_questions(case)),
            checked=(
                f"{plural(len(case.kept), 'kept alert')}",
                f"{plural(len(case.knowledge.services), 'service')} of the inventory",
            ),
            missing=missing,
            confidence=confidence(len(missing)),
        )


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A service, and why it should be tested."""

    service: Service
    score: int
    reasons: tuple[str, ...]
    holding: tuple[Vulnerability, ...]
    """Those that hold."""


def _summary(campaign: Sequence[Shared], elsewhere: Sequence[Alert], exposed: Sequence[_Ranked]) -> str:
    telling = [shared for shared in campaign if {mark for mark, _ in shared.marks} != {Mark.NETWORK}]
    clients = {shared.alert.client.ip for shared in telling if shared.alert.client}
    hosts = {alert.service.host for alert in elsewhere}
    return "; ".join(
        (
            f"{plural(len(exposed), 'other exposed vulnerable service')}"
            if exposed
            else "no other vulnerable service is exposed",
            f"{plural(len(clients), 'other client')} with the same payload, request or tool"
            if clients
            else "no other client shares its payload, request or tool",
            f"{plural(len(elsewhere), 'other alert')} of this client on {plural(len(hosts), 'host')}"
            if elsewhere
            else "no other alert of this client",
        )
    )


def _is_elsewhere(other: Alert, alert: Alert) -> bool:
    return other.id != alert.id and other.client is not None and same_client(other, alert)


def _campaign(campaign: Sequence[Shared]) -> Iterator[Finding]:
    """One finding a client, by what it shares most strongly."""
    told: set[str] = set()
    for shared in campaign:
        client = shared.alert.client
        if client is None or client.ip in told or len(told) >= _MOST_TOLD:
            continue
        told.add(client.ip)
        kinds = {mark for mark, _ in shared.marks}
        severity = (
            Severity.HIGH
            if Mark.PAYLOAD_HOST in kinds
            else Severity.MEDIUM
            if Mark.REQUEST in kinds
            else Severity.LOW
        )
        if shared.alert.outcome in _SUCCEEDED and kinds != {Mark.NETWORK}:
            severity = Severity.HIGH
        reasons = tuple(f"the same {mark}: {value[:200]}" for mark, value in shared.marks[:5])
        says = f"shares {', '.join(sorted({str(mark) for mark in kinds}))} (alert {shared.alert.id}: {shared.alert.verdict or shared.alert.kind} on {shared.alert.service.id})"
        fix = f"vedette investigate {shared.alert.id}"
        yield Finding("campaign", client.ip, says, severity, shared.alert.evidence[:2], reasons, fix)


def _elsewhere(alerts: Sequence[Alert]) -> Iterator[Finding]:
    """Where else the client, or its /64, is known from."""
    for alert in sorted(alerts, key=lambda a: (-a.severity.rank, a.id))[:_MOST_TOLD]:
        says = f"this client touched it too: {alert.verdict or alert.kind}, {alert.outcome}, {moment(alert.last_seen)}"
        severity = Severity.HIGH if alert.outcome in _SUCCEEDED else Severity.LOW
        fix = f"vedette investigate {alert.id}"
        yield Finding(
            "touched-too", f"{alert.service.id} {alert.id}", says, severity, alert.evidence[:2], fix=fix
        )


def _exposed(ranked: Sequence[_Ranked]) -> Iterator[Finding]:
    for one in ranked[:_MOST_TOLD]:
        worst = max(one.holding, key=lambda v: (v.kev, v.cvss or 0.0))
        grave = worst.kev or (worst.cvss or 0.0) >= 9.0
        says = f"{one.service.product} {one.service.version or ''} is exposed: {plural(len(one.holding), 'vulnerability', 'vulnerabilities')}, {worst.id} the worst"
        evidence = Evidence(INVENTORY, None, None, None, one.service.id, worst.reason)
        fix = upgrade_of(worst, one.service)
        severity = Severity.HIGH if grave else Severity.MEDIUM
        yield Finding(
            "exposed-service",
            one.service.id,
            says,
            severity,
            (evidence,),
            one.reasons,
            fix,
            "NIST SP 800-53 RA-5, SI-2",
        )


def _ranked(case: Case) -> list[_Ranked]:
    """Services that strangers may reach, what should be tested first in front."""
    services = case.knowledge.services or {case.alert.service.id: case.alert.service}
    ranked = [_rank(service, case) for service in services.values() if _is_reached(service)]
    return sorted((r for r in ranked if r.score), key=lambda r: (-r.score, r.service.id))


def _is_reached(service: Service) -> bool:
    if service.reach in _CLOSED or service.transport == "unix":
        return False
    return service.listen_address is None or not is_local(service.listen_address)


def _rank(service: Service, case: Case) -> _Ranked:
    alerts = [one.alert for one in case.kept if one.alert.service.id == service.id]
    found = case.knowledge.exposure(service.id)
    holding = tuple(v for v in found.vulnerabilities if v.state is State.AFFECTED)
    score, reasons = 0, list[str]()

    def count(what: str, reason: str) -> None:
        nonlocal score
        score += _WEIGHTS[what]
        reasons.append(reason)

    if any(alert.outcome in _SUCCEEDED for alert in alerts):
        count("succeeded", "an attack on it worked, or looks like it")
    elif any(alert.attacked_vulnerability for alert in alerts):
        count("attacked", f"attacked in {plural(len(alerts), 'kept alert')}")
    exploited = [v.id for v in holding if v.kev]
    if exploited:
        count("kev", f"exploited elsewhere: {', '.join(exploited[:5])}")
    worst = max((v.cvss or 0.0 for v in holding), default=None)
    if worst is not None:
        kind = "critical" if worst >= 9.0 else "high" if worst >= 7.0 else "some"
        count(kind, f"{plural(len(holding), 'vulnerability', 'vulnerabilities')}, CVSS up to {worst}")
    product = find_product(service.product)
    if product is not None and not product.internet:
        count("inward", f"not made for the Internet: {product.why}")
    if found.not_judged or service.version is None:
        count("unknown", "not judged by its version: only a test can tell")
    return _Ranked(service, score, tuple(reasons), holding)


def _first(ranked: Sequence[_Ranked]) -> Iterator[Finding]:
    """The list for whoever tests."""
    if ranked:
        order = tuple(
            f"{place}. {one.service.product} {one.service.version or ''} on {one.service.id}: {'; '.join(one.reasons)}"
            for place, one in enumerate(ranked[:_FIRST], 1)
        )
        says = f"a penetration test should begin with {ranked[0].service.id}"
        evidence = Evidence(
            INVENTORY,
            None,
            None,
            None,
            ranked[0].service.id,
            "ranked from inventory, advisories and kept alerts",
        )
        yield Finding(
            "test-first",
            ranked[0].service.host,
            says,
            Severity.INFO,
            (evidence,),
            order,
            control="NIST SP 800-53 CA-8, RA-5",
        )


def _scanners(case: Case) -> Iterator[Finding]:
    """Where another scanner calls the alert's service vulnerable and we do not."""
    exposure = case.knowledge.exposure(case.alert.service.id)
    for v in exposure.vulnerabilities:
        said = [opinion for opinion in v.opinions if opinion.state not in {"fixed", "not_affected"}]
        if said and v.state is not State.AFFECTED:
            says = f"{said[0].scanner} calls {v.id} open; here it is {v.spoken}: {v.reason}"
            yield Finding(
                "scanner-differs",
                v.id,
                says,
                Severity.LOW,
                tuple(map(_opinion, said[:3])),
                fix=said[0].fixed_version,
            )


def _opinion(opinion: Opinion) -> Evidence:
    return Evidence(opinion.source, None, None, None, opinion.package, f"{opinion.scanner}: {opinion.state}")


def _reports(case: Case) -> bool:
    """Whether any scanner's report was given."""
    services = case.knowledge.services.values()
    claimed = any(claim.source.lower().startswith("nmap") for service in services for claim in service.claims)
    return claimed or any(v.opinions for s in services for v in case.knowledge.exposure(s.id).vulnerabilities)


def _missing(case: Case) -> Iterator[str]:
    if not case.knowledge.services:
        yield "an inventory: other exposed services cannot be named"
    if not _reports(case):
        yield "a scanner's report: services that the inventory does not name stay unseen"


def _questions(case: Case) -> Iterator[Question]:
    if not _reports(case):
        yield Question(
            "scanner-report",
            "Is there a report of a scanner?",
            "given to a scan by --assets, reports of nmap (-oX), Trivy, Grype and OSV-Scanner (JSON) are held against the inventory",
        )
