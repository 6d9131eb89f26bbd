"""The first screen of a report: what happened, whether it is over, what to do now, who must be told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.model.alert import Alert, Outcome, Severity, Verdict
from vedette.model.fixing import part_of
from vedette.model.investigation import Finding
from vedette.model.lifecycle import Change, State
from vedette.model.plan import Plan
from vedette.model.vulnerability import State as Holds
from vedette.model.vulnerability import Vulnerability
from vedette.report.document import Summary
from vedette.report.interface import Facts
from vedette.report.wording import REACHABLE, SEVERITIES, STATES, VERDICTS, moment

_FIRST: Final = 5
"""Things to do that are named on the first screen."""
_LONGEST: Final = 600
"""Characters of one answer."""
_SUCCEEDED: Final = frozenset({Outcome.LIKELY_SUCCESSFUL, Outcome.CONFIRMED_SUCCESSFUL})


def summary(facts: Facts) -> Summary:
    """The four answers."""
    if not facts.state.is_open:
        now: tuple[str, ...] = ("Nothing, unless it is opened again",)
    else:
        now = tuple(_to_do(facts))[:_FIRST]
    answers = (tuple(_happened(facts.alert)), tuple(_over(facts)), now, tuple(_tell(facts)))
    return Summary(*(tuple(map(short, said)) for said in answers))


def short(text: str) -> str:
    """The text, cut where nobody would read on; the rest of the report has it whole."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"


def _happened(alert: Alert) -> Iterator[str]:
    said = REACHABLE if alert.verdict is None else VERDICTS[alert.verdict]
    yield f"{said[0].upper()}{said[1:]}"
    yield (
        f"{alert.who}, reached {alert.where}: {alert.what}"
        if alert.client is not None
        else f"{alert.where}: {alert.what}"
    )
    if alert.why:
        yield f"Why it matters: {alert.why}"


def _over(facts: Facts) -> Iterator[str]:
    alert, last = facts.alert, facts.changes[-1] if facts.changes else None
    match facts.state:
        case State.RESOLVED:
            yield f"Yes, by somebody's word: it was resolved{_by(last)}"
        case State.FALSE_POSITIVE:
            yield f"There was nothing, by somebody's word: it was called a false positive{_by(last)}"
        case State.SUPPRESSED:
            end = f" until {moment(last.until)}" if last is not None and last.until is not None else ""
            yield f"Set aside{end}, not dealt with{_by(last)}"
        case _:
            yield f"Not yet. The alert is {STATES[facts.state]}"
    if alert.client is not None and alert.last_seen is not None:
        yield f"{alert.client.ip} was last seen at {moment(alert.last_seen)}; that it stays away is not known"
    if alert.outcome in _SUCCEEDED and facts.state.is_open:
        yield "What it took may still be used, and what it left may still be there"


def _by(change: Change | None) -> str:
    if change is None:
        return ""
    return f" by {change.who} at {moment(change.at)}: {change.reason}"


def _to_do(facts: Facts) -> Iterator[str]:
    """Most urgent first."""
    alert = facts.alert
    means = SEVERITIES[alert.severity]
    yield f"{means[0].upper()}{means[1:]} (severity {alert.severity})"
    if alert.outcome in _SUCCEEDED:
        yield f"Treat {alert.service.host} as compromised until somebody has checked what was read or changed"
    if facts.plan is not None:
        yield from _of_plan(facts.plan)
        return
    if alert.client is not None and alert.verdict in {Verdict.ATTEMPT_VULNERABLE, Verdict.COMPROMISED}:
        yield f"Keep {alert.client.ip} away from {alert.where}, once it is known that nobody of yours is behind it"
    attacked = next((v for v in alert.vulnerabilities if v.id == alert.attacked_vulnerability), None)
    if attacked is not None and attacked.state in {Holds.AFFECTED, Holds.UNKNOWN}:
        yield _against(attacked, alert)
    if not facts.steps:
        yield "Have it investigated: nothing was looked into yet"
    yield from _fixes(facts)


def _of_plan(plan: Plan) -> Iterator[str]:
    for step in plan.steps:
        action = next((a for a in step.actions if not a.refused_by), None)
        if action is not None:
            yield f"{step.title}: {action.does[:1].lower()}{action.does[1:]}"


def _against(attacked: Vulnerability, alert: Alert) -> str:
    product = alert.service.product
    if attacked.state is Holds.UNKNOWN:
        return f"Find out whether {attacked.id} holds for {product}: {attacked.reason}"
    if attacked.restart_needed:
        return (
            f"Start {product} anew: the machine has the fix for {attacked.id}, the process runs the old code"
        )
    if attacked.fixed_version:
        part = part_of(attacked, alert.service)
        return f"Bring {part} to {attacked.fixed_version} or later, which closes {attacked.id}"
    return f"Restrict who can reach {product}: no version is known that closes {attacked.id}"


def _fixes(facts: Facts) -> Iterator[str]:
    found: list[Finding] = [f for step in facts.steps for f in step.record.findings if f.fix]
    for finding in sorted(found, key=lambda f: -f.severity.rank):
        if finding.severity.rank >= Severity.MEDIUM.rank:
            yield f"{finding.subject}: {finding.fix}"


def _tell(facts: Facts) -> Iterator[str]:
    alert = facts.alert
    if facts.state is State.FALSE_POSITIVE:
        yield "Nobody"
    elif alert.outcome in _SUCCEEDED:
        yield f"Whoever answers for {alert.service.host} and for {alert.service.product}: at once"
        yield (
            "Whoever answers for data protection: where personal data was read, the authority may have to be told "
            "within 72 hours of becoming aware (GDPR, Article 33), and those concerned (Article 34)"
        )
        yield "Whoever answers for duties as an operator: where NIS2 applies, an early warning within 24 hours (Article 23)"
    elif alert.severity.rank >= Severity.HIGH.rank:
        yield f"Whoever answers for {alert.service.host} and for {alert.service.product}: today"
        yield "Nobody outside: no sign was seen that data was read or changed"
    else:
        yield "Nobody needs to be told"
