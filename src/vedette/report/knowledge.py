"""What is known and what is not: nothing that was not looked at is passed over in silence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vedette.model.alert import Alert, Outcome
from vedette.model.investigation import StepStatus
from vedette.model.vulnerability import State as Holds
from vedette.report.document import Exhibit, Statement
from vedette.report.interface import Carried, Facts
from vedette.report.wording import OUTCOMES


def known(facts: Facts, exhibits: Sequence[Exhibit]) -> Iterator[Statement]:
    """What is known, each with where it is from."""
    alert = facts.alert
    sound = sum(exhibit.sound for exhibit in exhibits)
    basis = f"of {len(exhibits)} items of evidence {sound} read again, and agreeing"
    if alert.client is not None:
        yield Statement(f"Who: {alert.who}", "reputation at the time of the event")
    yield Statement(f"What: {alert.what}", basis)
    yield Statement(f"How far it got: {OUTCOMES[alert.outcome]}", basis)
    for vulnerability in alert.vulnerabilities:
        if vulnerability.state is not Holds.UNKNOWN:
            said = f"{vulnerability.id}: {vulnerability.spoken}: {vulnerability.reason}"
            yield Statement(said, "advisories and inventory")
    for step in facts.steps:
        if step.record.status is StepStatus.DONE:
            yield Statement(
                f"{step.title}: {step.record.summary}",
                f"a step of the investigation; confidence {step.record.confidence:.0%}",
            )


def unknown(facts: Facts, exhibits: Sequence[Exhibit]) -> Iterator[Statement]:
    """What is not known, each with why."""
    yield from _of_alert(facts.alert)
    yield from dict.fromkeys(statement for step in facts.steps for statement in _of_step(step))
    for title in facts.not_carried:
        yield Statement(f"What the step {title} would find", "it was not carried out")
    unsound = [exhibit for exhibit in exhibits if not exhibit.sound]
    if unsound:
        named = ", ".join(f"E{exhibit.number}" for exhibit in unsound[:20])
        rest = f" and {len(unsound) - 20} more" if len(unsound) > 20 else ""
        yield Statement(
            "Whether the sources still hold the evidence as it was seen",
            f"{named}{rest} could not be read again, or read differently",
        )
    if facts.plan is not None:
        told = [text for step in facts.steps for text in (*step.record.missing, step.record.reason) if text]
        for gap in dict.fromkeys(
            (*facts.plan.gaps, *(gap for step in facts.plan.steps for gap in step.gaps))
        ):
            if not gap.endswith(tuple(told)):  # the plan repeats what the investigation lacked
                yield Statement(gap, "the plan")


def _of_alert(alert: Alert) -> Iterator[Statement]:
    match alert.outcome:
        case Outcome.ATTEMPTED:
            yield Statement("Whether the attack worked", "no answer to it was seen")
        case Outcome.LIKELY_SUCCESSFUL:
            yield Statement("What the client received", "the content of the answer was not seen")
        case _:
            pass
    for vulnerability in alert.vulnerabilities:
        if vulnerability.state is Holds.UNKNOWN:
            yield Statement(f"Whether {vulnerability.id} holds", vulnerability.reason)
    if not alert.service.version_verified:
        version = alert.service.version
        said = "its version is not known" if version is None else f"version {version} is not verified"
        yield Statement(f"What {alert.service.product} is exactly", said)
    if alert.first_seen is None:
        yield Statement("When it happened", "the sources tell no time")
    if alert.client is not None:
        if alert.bytes_out is None:
            yield Statement("How much was sent to the client", "no source counts bytes")
        if alert.client.country is None and alert.client.network_owner is None:
            yield Statement("Where the client is, and who runs its network", "no database tells")


def _of_step(step: Carried) -> Iterator[Statement]:
    record = step.record
    if record.status in {StepStatus.FAILED, StepStatus.NEEDS_INPUT}:
        yield Statement(f"{step.title}: the step {record.status.spoken}", record.reason or record.summary)
    for missing in record.missing:
        yield Statement(missing, f"not there when the step {step.title} looked")
    for question in record.questions:
        yield Statement(question.asks, f"only a person can answer; {question.why}")
