"""The published form of what is done with kept alerts: the alert with its life, its investigation, its plan.

The structs below are contracts, as `vedette.run.result` holds that of a scan: keys are only ever added within one
`schema_version`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Final

import msgspec

from vedette.model.investigation import StepRecord
from vedette.model.lifecycle import Change, State
from vedette.model.plan import Plan
from vedette.run.closing import Verdict
from vedette.run.investigation import Investigation
from vedette.run.result import AlertReport, alert_report
from vedette.store.alerts import Kept

SCHEMA_VERSION: Final = "1"


class KeptAlertReport(msgspec.Struct, frozen=True, kw_only=True):
    """The result of `vedette alerts show -o json`, and a line of `vedette alerts export`."""

    schema_version: str
    state: State
    history: list[Change]
    """Every change of its state, in order."""
    alert: AlertReport
    """As `vedette scan -o json` has it."""


class InvestigationReport(msgspec.Struct, frozen=True, kw_only=True):
    """The investigation of one alert."""

    alert: str
    """Id of the alert."""
    partial: bool
    """Whether a step failed."""
    steps: list[StepRecord]
    """In order."""


class InvestigationsReport(msgspec.Struct, frozen=True, kw_only=True):
    """The result of `vedette investigate -o json`."""

    schema_version: str
    investigations: list[InvestigationReport]


@dataclass(frozen=True, slots=True)
class PlanReport(Plan):
    """The result of `vedette plan -o json`."""

    schema_version: str


class ChecksReport(msgspec.Struct, frozen=True, kw_only=True):
    """The result of `vedette plan --check -o json`."""

    schema_version: str
    checks: list[Verdict]


def kept_alert_report(kept: Kept, history: Sequence[Change]) -> KeptAlertReport:
    """The published form of an alert with its life."""
    return KeptAlertReport(
        schema_version=SCHEMA_VERSION,
        state=kept.state,
        history=list(history),
        alert=alert_report(kept.alert),
    )


def investigations_report(investigations: Iterable[Investigation]) -> InvestigationsReport:
    """The published form of investigations."""
    return InvestigationsReport(
        schema_version=SCHEMA_VERSION,
        investigations=[
            InvestigationReport(
                alert=each.kept.alert.id, partial=each.partial, steps=[done.record for done in each.steps]
            )
            for each in investigations
        ],
    )


def plan_report(plan: Plan) -> PlanReport:
    """The published form of a plan."""
    values = {field.name: getattr(plan, field.name) for field in fields(plan)}
    return PlanReport(**values, schema_version=SCHEMA_VERSION)


def checks_report(verdicts: Iterable[Verdict]) -> ChecksReport:
    """The published form of the checks of a plan."""
    return ChecksReport(schema_version=SCHEMA_VERSION, checks=list(verdicts))
