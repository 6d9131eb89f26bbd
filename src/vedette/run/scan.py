"""`scan`: logs and captures × intelligence × inventory, from inputs to alerts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count

import polars as pl

from vedette.detect.alerts import alerts_of
from vedette.detect.heeding import Heeding
from vedette.detect.kernel import correlate
from vedette.detect.sightings import Sightings, merge
from vedette.memory import trim
from vedette.model.alert import Alert
from vedette.model.connection import empty
from vedette.model.errors import InputError
from vedette.run.clients import Record, Tally, remember
from vedette.run.knowledge import Inputs, Learned, learn, screen_for
from vedette.run.located import located
from vedette.run.sources import SourceOutcome, batches
from vedette.telemetry import expand
from vedette.telemetry.proxies import resolve_clients, unmasked
from vedette.telemetry.source import Source

_PARTS_BEFORE_MERGE = 64
"""Batches whose sightings wait before they are merged: few enough to bound memory, enough to make merging cheap."""

_BATCHES_BEFORE_TRIM = 8
"""Batches after which freed memory is given back; it takes some milliseconds."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to scan, against what."""

    paths: Sequence[str]
    """Files, directories, globs, or `-` for standard input."""
    inputs: Inputs
    format: str | None = None
    """Name of a telemetry format; null to recognise each source."""
    since: datetime | None = None
    """Connections before it are not judged; those without a time are."""
    until: datetime | None = None
    record: Record | None = None
    """Where the clients are remembered; null for nowhere."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a scan found."""

    alerts: list[Alert]
    sightings: Sightings
    sources: list[SourceOutcome]
    learned: Learned
    problems: tuple[str, ...] = ()
    """What broke after the sources were read, and why."""

    @property
    def partial(self) -> bool:
        """Whether some input could not be used."""
        return any(s.problem for s in self.sources) or bool(self.learned.problems) or bool(self.problems)


Progress = Callable[[Source, int], None]
"""Told of each batch: the source, and how many of its lines are done."""


def scan(request: Request, progress: Progress | None = None) -> Result:
    """Scan. Raises InputError where a path, a list or an inventory that was named is not there at all."""
    learned = learn(request.inputs)
    tally = None if request.record is None else Tally()
    screen = replace(screen_for(learned), told=None if tally is None else tally.add)
    outcomes: list[SourceOutcome] = []
    heeding = Heeding()
    taken = count(1)
    parts = [correlate(empty(), learned.knowledge)]  # gives the tables their columns where nothing is found
    for source in expand(request.paths):
        outcome = SourceOutcome(source)
        outcomes.append(outcome)
        for batch in batches(outcome, request.format, screen):
            resolved = resolve_clients(batch.frame, learned.trusted)
            outcome.account.external += unmasked(resolved, learned.knowledge.home)
            if tally is not None and learned.trusted:
                tally.add_behind(resolved["client_ip"], learned.knowledge.home)
            frame = between(resolved, request.since, request.until)
            if len(frame):
                parts.append(correlate(frame, learned.knowledge, heeding.heed(frame)))
            if len(parts) >= _PARTS_BEFORE_MERGE:
                parts = [merge(parts)]
            if next(taken) % _BATCHES_BEFORE_TRIM == 0:
                trim()
            if progress is not None:
                progress(source, outcome.account.lines)
    trim()
    parts = [merge(parts)]
    trim()
    sightings = parts[0]
    alerts, problems = located(alerts_of(sightings, learned.knowledge), learned.geography)
    return Result(alerts, sightings, outcomes, learned, (*problems, *_remembered(request, tally, learned)))


def _remembered(request: Request, tally: Tally | None, learned: Learned) -> tuple[str, ...]:
    """Remember the clients; returns why that could not be done, if so."""
    if request.record is None or tally is None:
        return ()
    try:
        remember(request.record.state, tally.texts(apart_from=learned.trusted), request.record.at)
    except InputError as error:
        return (str(error),)
    return ()


def between(frame: pl.DataFrame, since: datetime | None, until: datetime | None) -> pl.DataFrame:
    """The rows within [since, until); rows without a time stay, since nobody can say that they are outside."""
    if since is not None:
        frame = frame.filter(pl.col("time").is_null() | (pl.col("time") >= since))
    if until is not None:
        frame = frame.filter(pl.col("time").is_null() | (pl.col("time") < until))
    return frame
