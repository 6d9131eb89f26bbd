"""From facts to a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vedette.model.alert import Alert
from vedette.report.document import Exhibit, Found, Report, Row, Section
from vedette.report.exhibits import evidence_of, exhibits, numbers
from vedette.report.interface import Carried, Facts
from vedette.report.knowledge import known, unknown
from vedette.report.summary import short, summary
from vedette.report.timeline import timeline
from vedette.report.wording import EXPOSED, OUTCOMES, SEVERITIES, STATES, TITLES, span, step_standing


def compose(facts: Facts) -> Report:
    """The report. The same facts give the same report."""
    alert = facts.alert
    evidence = evidence_of(facts)
    shown = exhibits(evidence, facts.raws)
    return Report(
        title=short(
            f"{EXPOSED if alert.verdict is None else TITLES[alert.verdict]}: "
            f"{alert.service.product} on {alert.service.host}"
        ),
        alert_id=alert.id,
        severity=alert.severity,
        severity_means=SEVERITIES[alert.severity],
        state=STATES[facts.state],
        is_open=facts.state.is_open,
        made_at=facts.made_at,
        version=facts.version,
        summary=summary(facts),
        facts=tuple(_rows(alert)),
        timeline=timeline(alert, facts.steps),
        known=tuple(known(facts, shown)),
        unknown=tuple(unknown(facts, shown)),
        sections=tuple(_section(step, shown) for step in facts.steps),
        plan=facts.plan,
        exhibits=shown,
        exhibits_more=len(evidence) - len(shown),
        history=tuple(facts.changes),
    )


def _section(step: Carried, shown: Sequence[Exhibit]) -> Section:
    record = step.record
    return Section(
        title=step.title,
        status=record.status,
        summary=record.summary,
        standing=step_standing(record),
        at=step.at,
        findings=tuple(Found(f, numbers(shown, f.evidence)) for f in record.findings),
        checked=record.checked,
    )


def _rows(alert: Alert) -> Iterator[Row]:
    """The facts of the alert, those that are missing left out."""
    if alert.client is not None:
        yield Row("Client", alert.client.ip)
        place = ", ".join(
            said
            for said in (
                alert.client.country,
                f"AS{alert.client.asn}" if alert.client.asn is not None else None,
                alert.client.network_owner,
            )
            if said
        )
        if place:
            yield Row("Network", place)
        reputation = alert.client.reputation
        if reputation.listed:
            said = ", ".join(dict.fromkeys(opinion.feed for opinion in reputation.opinions))
            yield Row("Reputation", f"score {reputation.score} of 100; {said}")
        else:
            yield Row("Reputation", "not listed at the time of the event")
    yield from _of_service(alert)
    yield Row("How far it got", OUTCOMES[alert.outcome])
    yield Row("Seen", span(alert.first_seen, alert.last_seen))
    yield Row("What it did", alert.what)
    yield Row("Connections", f"{alert.connections:,}")
    if alert.bytes_out is not None:
        yield Row("Bytes sent to it", f"{alert.bytes_out:,}")
    if alert.bytes_in is not None:
        yield Row("Bytes received", f"{alert.bytes_in:,}")
    yield Row("Severity", f"{alert.severity}: {'; '.join(alert.severity_reasons) or 'no reason is given'}")
    for hypothesis in alert.hypotheses:
        reasons = "; ".join(hypothesis.reasons)
        yield Row(
            hypothesis.name.replace("-", " ").capitalize(), f"weight {hypothesis.weight:.2f}: {reasons}"
        )


def _of_service(alert: Alert) -> Iterator[Row]:
    service = alert.service
    yield Row("Service", f"{service.product} {service.version or 'of unknown version'}, {service.id}")
    for vulnerability in alert.vulnerabilities:
        said = [vulnerability.spoken]
        if vulnerability.id == alert.attacked_vulnerability:
            said.append("the attacked one")
        if vulnerability.cvss is not None:
            said.append(f"CVSS {vulnerability.cvss}")
        if vulnerability.epss is not None:
            said.append(f"EPSS {vulnerability.epss:.1%}")
        if vulnerability.kev:
            said.append("known to be exploited")
        said.append(
            f"fixed in {vulnerability.fixed_version}" if vulnerability.fixed_version else "no fix known"
        )
        yield Row(vulnerability.id, ", ".join(said))
