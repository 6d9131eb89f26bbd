"""What a report is made from, and what a format of reports is.

A report takes plain values: whoever calls has read them. All text in them may be hostile: each format shows it, and
lets none of it become markup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from vedette.model.alert import Alert, Evidence
from vedette.model.errors import VedetteError
from vedette.model.investigation import StepRecord
from vedette.model.lifecycle import Change, State
from vedette.model.plan import Plan
from vedette.report.document import Report


class CannotRender(VedetteError):
    """A format of reports lacks something on this machine; says what."""


class Place(NamedTuple):
    """Where evidence points."""

    source: str
    line: int | None
    offset: int | None


def place_of(evidence: Evidence) -> Place:
    """Where it points."""
    return Place(evidence.source, evidence.line, evidence.offset)


@dataclass(frozen=True, slots=True)
class Raw:
    """What stands where evidence points, read again."""

    sha256: str | None
    """Of the whole line without its end, or of the packet as captured; null where it could not be read."""
    size: int | None
    """Bytes that the hash is of."""
    agrees: bool | None
    """Whether the excerpt of the alert stands in it; null where that cannot be told, as of a packet."""
    problem: str | None = None
    """Why it could not be read, as a clause; null where it was."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A step of the investigation that was carried out."""

    title: str
    record: StepRecord
    at: datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a report is made from."""

    alert: Alert
    state: State
    changes: Sequence[Change]
    """The history of the alert, in order."""
    steps: Sequence[Carried] = ()
    """In the order of the investigation."""
    not_carried: Sequence[str] = ()
    """Titles of the steps that were not carried out."""
    raws: Mapping[Place, Raw] = field(default_factory=dict)
    """What was read again; evidence that is not in it was not asked for."""
    plan: Plan | None = None
    """Null where none was made."""
    made_at: datetime | None = None
    """When the report is made; null to leave it out."""
    version: str = ""
    """Of Vedette."""


class Format(Protocol):
    """A format of reports."""

    name: str
    """Also the name of its module: `html`."""
    title: str
    """For people: `HTML page`."""
    is_text: bool
    """Whether a terminal can show it."""

    def render(self, report: Report) -> bytes:
        """The report. The same report gives the same bytes. Raises CannotRender."""
        ...
