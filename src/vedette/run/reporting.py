"""`report`: a kept alert, its history and its investigation, with its evidence read again, as a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from vedette import __version__
from vedette.files.replacing import replace_file
from vedette.investigate.interface import Step
from vedette.investigate.registry import STEPS
from vedette.model.alert import Evidence
from vedette.model.errors import UnreadableInput
from vedette.model.lifecycle import Change
from vedette.model.plan import Plan
from vedette.report.compose import compose
from vedette.report.document import Report
from vedette.report.exhibits import MOST, evidence_of
from vedette.report.interface import Carried, Facts, Place, Raw
from vedette.run.evidence.rereading import raws, reread
from vedette.run.kept_alerts import Found, alert_named
from vedette.run.planning import Wanted, plan_for
from vedette.store import alerts as alerts_store
from vedette.store.database import opened
from vedette.store.investigations import KeptStep, steps_of
from vedette.store.places import Store


@dataclass(frozen=True, slots=True)
class Case:
    """All that is kept of an alert."""

    found: Found
    inputs: bytes
    """What the scan was given, as it was saved."""
    changes: Sequence[Change]
    steps: Sequence[tuple[Step, KeptStep]]
    """Those that were carried out, in the order of the investigation."""

    @property
    def evidence(self) -> list[Evidence]:
        """Of the alert, then of its investigation; each place once."""
        return evidence_of(self.facts())

    def facts(
        self,
        raw: Mapping[Place, Raw] | None = None,
        made_at: datetime | None = None,
        plan: Plan | None = None,
    ) -> Facts:
        """As a report takes it."""
        done = {step.id for step, _ in self.steps}
        return Facts(
            alert=self.found.kept.alert,
            state=self.found.kept.state,
            changes=self.changes,
            steps=tuple(Carried(step.title, kept.record, kept.at) for step, kept in self.steps),
            not_carried=tuple(step.title for step in STEPS if step.id not in done),
            raws=raw or {},
            plan=plan,
            made_at=made_at,
            version=__version__,
        )


def case_of(store: Store, given: str) -> Case:
    """The alert that the start of an id means. Raises StoreError and NoSuchAlert."""
    found = alert_named(store, given)
    with opened(store) as connection:
        alert_id = found.kept.alert.id
        kept = steps_of(connection, alert_id)
        return Case(
            found,
            alerts_store.inputs_of(connection, found.kept.run),
            tuple(alerts_store.history(connection, alert_id)),
            tuple((step, kept[step.id]) for step in STEPS if step.id in kept),
        )


def report_for(
    state: Path, given: str, config: Path | None, now: datetime, store: Store | None = None
) -> Report:
    """The report on the alert that the start of an id means, with a plan where the alert is open.

    store: where the alert is kept; in the state folder where it is null. Raises StoreError, NoSuchAlert, ConfigError.
    """
    case = case_of(store or state, given)
    is_open = case.found.kept.state.is_open
    wanted = Wanted(case.found.kept.alert.id, state, config, now, store=store)
    plan = plan_for(wanted) if is_open else None
    return report_of(case, now, plan)


def report_of(case: Case, made_at: datetime | None, plan: Plan | None = None) -> Report:
    """The report; the sources of its evidence are read again. made_at: null to leave out when; plan: where one is made."""
    evidence = case.evidence[:MOST]
    client = case.found.kept.alert.client
    again = reread(evidence, case.found.read, client.ip if client is not None else None)
    return compose(case.facts(raws(evidence, again), made_at, plan))


def put(path: Path, data: bytes) -> None:
    """Write a file whole, or not at all; its owner alone may read it. Raises UnreadableInput."""
    try:
        replace_file(path, data)
    except OSError as error:
        raise UnreadableInput(str(path), error.strerror or str(error)) from error
