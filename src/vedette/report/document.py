"""The model of a report: what each format renders, in this order. All text may be hostile, and none is markup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vedette.model.alert import Evidence, Severity
from vedette.model.investigation import Finding, Moment, StepStatus
from vedette.model.lifecycle import Change
from vedette.model.plan import Plan


@dataclass(frozen=True, slots=True)
class Summary:
    """The first screen: four questions and their answers, each of one sentence or more."""

    happened: tuple[str, ...]
    over: tuple[str, ...]
    now: tuple[str, ...]
    """What to do, most urgent first."""
    tell: tuple[str, ...]
    """Who must be told, and why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One fact of the alert."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One item of evidence, with what an auditor checks it by."""

    number: int
    """From 1; others refer to it as `E1`."""
    evidence: Evidence
    sha256: str | None
    """Of the whole line or packet; null where it was not read again."""
    size: int | None
    """Bytes that the hash is of."""
    standing: str
    """Whether it still stands where it stood, as a sentence without a full stop."""
    sound: bool
    """Whether it was read again, and agrees as far as that can be told."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding of a step, with the numbers of its exhibits."""

    finding: Finding
    exhibits: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One step of the investigation."""

    title: str
    status: StepStatus
    summary: str
    standing: str
    """How the step ended and how sure it is, in words."""
    at: datetime
    findings: tuple[Found, ...]
    checked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that is known, or is not."""

    says: str
    basis: str
    """Where it is from, or what would tell."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a lane of the chart, in thousandths of its width."""

    left: float
    width: float
    count: int
    says: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One source of the timeline."""

    source: str
    count: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """What happened when."""

    first: datetime | None
    last: datetime | None
    lanes: tuple[Lane, ...]
    moments: tuple[Moment, ...]
    """In order, those without a time last."""
    more: int
    """Moments that are left out."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report on one alert."""

    title: str
    alert_id: str
    severity: Severity
    severity_means: str
    state: str
    is_open: bool
    """Whether somebody still has to do something."""
    made_at: datetime | None
    version: str
    summary: Summary
    facts: tuple[Row, ...]
    timeline: Timeline
    known: tuple[Statement, ...]
    unknown: tuple[Statement, ...]
    sections: tuple[Section, ...]
    plan: Plan | None
    """Null where none was made."""
    exhibits: tuple[Exhibit, ...]
    exhibits_more: int
    """Items of evidence that are left out."""
    history: tuple[Change, ...]
