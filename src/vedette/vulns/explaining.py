"""The whole chain from advisories to a state: what each statement says of each part, and why one of them decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vedette.model.service import Service
from vedette.model.vulnerability import State
from vedette.vulns.advisories.index import Record
from vedette.vulns.advisories.interface import Authority
from vedette.vulns.matching import subjects_of
from vedette.vulns.precedence import Level, decide, levels
from vedette.vulns.scope import beside_the_point
from vedette.vulns.subjects import Subject
from vedette.vulns.version_ranges import Outcome

AUTHORITIES: Final = {
    Authority.DISTRIBUTION: "the distribution that built it",
    Authority.ECOSYSTEM: "its package ecosystem",
    Authority.UPSTREAM: "upstream (CVE record, NVD)",
}
"""Who speaks, the most believed first."""


@dataclass(frozen=True, slots=True)
class Link:
    """What one statement says."""

    advisory: str
    """`NVD CVE-2021-41773`."""
    comparison: str
    """What was compared with what, without a full stop."""
    state: State
    fixed_version: str | None


@dataclass(frozen=True, slots=True)
class Rung:
    """What sources of one authority say."""

    authority: str
    links: tuple[Link, ...]
    decides: bool
    why: str
    """Why it decides, or does not, as a clause without a full stop."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the service that a statement is about."""

    name: str
    """Package URL, CPE or product."""
    rungs: tuple[Rung, ...]
    """The most believed first."""
    state: State | None
    """Null where no statement is about it."""


_SILENT: Final = Rung(
    AUTHORITIES[Authority.DISTRIBUTION],
    (),
    False,
    "none of its advisories that were loaded is about this package",
)


def explain(service: Service, record: Record) -> tuple[Part, ...]:
    """Every part of the service that a statement is about; where there is none, why the service is out of scope."""
    subjects, _ = subjects_of(service)
    found = [(s, of) for s in subjects if (of := levels(s, record))]
    if not found:
        return (_beside(subjects[0], record),)
    return tuple(_part(subject, of) for subject, of in found)


def _part(subject: Subject, of: list[Level]) -> Part:
    decided = decide(of)
    rungs = [_SILENT] if _is_silent(subject, of) else []
    behind = False
    for level in of:
        decides = decided is not None and level.worst is decided
        why = _why_decides(level, first=not rungs) if decides else _why_not(level, behind=behind)
        rungs.append(Rung(AUTHORITIES[level.authority], _links(level), decides, why))
        behind = behind or decides
    return Part(subject.matched, tuple(rungs), decided.outcome.state if decided is not None else None)


def _is_silent(subject: Subject, of: list[Level]) -> bool:
    """Whether a distribution built the subject, and none of its own advisories is about it."""
    return subject.build is not None and all(level.authority is not Authority.DISTRIBUTION for level in of)


def _links(level: Level) -> tuple[Link, ...]:
    return tuple(Link(v.by, v.why, v.outcome.state, v.fixed_version) for v in level.verdicts)


def _why_decides(level: Level, *, first: bool) -> str:
    why = "the most believed answer" if first else "nobody who is believed more has an answer"
    return f"{why}; of all that it says the worst counts" if len(level.verdicts) > 1 else why


def _why_not(level: Level, *, behind: bool) -> str:
    if behind:
        return "somebody who is believed more has answered"
    if level.worst.outcome is Outcome.POSSIBLE:
        return 'it leaves the question open, so that only an "affected" of others counts'
    return "it cannot be compared, so that others are asked"


def _beside(itself: Subject, record: Record) -> Part:
    """The one part that stands for a service that no statement is about."""
    out = beside_the_point(itself, record)
    link = Link(out.by, out.why, out.outcome.state, None)
    rung = Rung(
        "what the vulnerability is in", (link,), decides=True, why="no advisory is about this service"
    )
    return Part(itself.matched, (rung,), out.outcome.state)
