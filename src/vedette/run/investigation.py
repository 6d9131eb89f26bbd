"""`investigate`: the steps of the investigation carried out for kept alerts, each record kept with its alert."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from vedette.investigate.digest import files_digest
from vedette.investigate.engine import Done, Known, investigate
from vedette.investigate.files import files_of
from vedette.investigate.interface import Background, Case, Input, Step
from vedette.investigate.registry import STEPS
from vedette.model.investigation import StepRecord, StepStatus
from vedette.model.lifecycle import State
from vedette.run.clients import FILE as CLIENTS
from vedette.run.clients import records
from vedette.run.host_facts import is_here
from vedette.run.input_versions import versions_of
from vedette.run.kept_alerts import Found, alert_named, alerts_in
from vedette.run.knowledge import Inputs, learn
from vedette.store import alerts as alerts_store
from vedette.store.alerts import Kept
from vedette.store.database import opened
from vedette.store.investigations import KeptStep, put, steps_of
from vedette.store.places import Store

_BEGINS_FROM: Final = (State.NEW, State.ACKNOWLEDGED)
"""States from which an investigation takes an alert; closed ones stay closed, and may be looked into all the same."""
_LOGS_UNSEEN: Final = "unknown"
"""Version of logs that could not even be listed: the steps that want them say why."""


@dataclass(frozen=True, slots=True)
class Investigation:
    """An alert with the records of its steps, in order."""

    kept: Kept
    steps: tuple[Done, ...]

    @property
    def partial(self) -> bool:
        """Whether a step failed."""
        return any(done.record.status is StepStatus.FAILED for done in self.steps)


@dataclass(slots=True)
class Investigator:
    """Investigates the alerts of a state folder; what several of them need is loaded once."""

    state: Path
    who: str
    """Who begins the investigations."""
    root: Path = Path("/")
    """Where the files of the alert's machine begin, where a copy of them is at hand."""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    steps: Sequence[Step] = STEPS
    store: Store | None = None
    """Where the alerts are kept; in the state folder where it is null."""
    _loaded: dict[str, Background] = field(default_factory=dict)

    def one(self, given: str, *, again: bool = False) -> Investigation:
        """Investigate the alert that the start of an id means. Raises StoreError, NoSuchAlert, InputError."""
        return self._investigate(alert_named(self._store, given), self._everything(), again=again)

    def every(self, *, again: bool = False) -> Iterator[Investigation]:
        """Investigate all open alerts, gravest first. Raises StoreError, InputError."""
        everything = self._everything()
        for found in alerts_in(self._store, [state for state in State if state.is_open]):
            yield self._investigate(found, everything, again=again)

    @property
    def _store(self) -> Store:
        return self.store or self.state

    def _everything(self) -> list[Kept]:
        with opened(self._store) as connection:
            return alerts_store.every(connection)

    def _investigate(self, found: Found, everything: Sequence[Kept], *, again: bool) -> Investigation:
        alert_id = found.kept.alert.id
        with opened(self._store) as connection:
            known = {
                step: Known(kept.record, kept.digest) for step, kept in steps_of(connection, alert_id).items()
            }
        self._begin(found)
        case = self._case(found, everything)

        def keep(record: StepRecord, digest: str) -> None:
            with opened(self._store) as connection:
                put(connection, alert_id, KeptStep(record, digest, self.clock()))

        return Investigation(found.kept, tuple(investigate(case, self.steps, known, keep, again=again)))

    def _begin(self, found: Found) -> None:
        """Say that the alert is being investigated."""
        if found.kept.state in _BEGINS_FROM:
            with opened(self._store) as connection:
                alerts_store.move(
                    connection,
                    found.kept.alert.id,
                    State.INVESTIGATING,
                    who=self.who,
                    reason="an investigation was begun",
                    at=self.clock(),
                )

    def _case(self, found: Found, everything: Sequence[Kept]) -> Case:
        request = found.request
        now = request.until or self.clock().replace(hour=0, minute=0, second=0, microsecond=0)
        inputs = replace(request.inputs, at=now)
        case = Case(
            alert=found.kept.alert,
            paths=request.paths,
            format=request.format,
            read=found.read,
            versions=versions_of(inputs, everything, found.kept.alert.id, self.state),
            now=now,
            load=lambda: self._background(inputs),
            kept=everything,
            visits=(lambda: records(self.state)) if (self.state / CLIENTS).is_file() else None,
            here=is_here(found.kept.alert.service.host),
            root=self.root,
        )
        return replace(case, versions={**case.versions, Input.SOURCES: _logs(case)})

    def _background(self, inputs: Inputs) -> Background:
        key = repr(inputs)
        if key not in self._loaded:
            learned = learn(inputs)
            self._loaded[key] = Background(
                learned.knowledge, learned.trusted, learned.geography, learned.problems
            )
        return self._loaded[key]


def _logs(case: Case) -> str:
    """The logs as they stand: names, sizes and times of change."""
    try:
        files = case.once(files_of)
    except Exception:  # noqa: BLE001 - each step that wants the logs meets the same error, and is recorded as failed
        return _LOGS_UNSEEN
    return files_digest(source.path for source in files.sources) + repr(files.missing)
