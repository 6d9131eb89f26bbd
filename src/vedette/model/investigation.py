"""What an investigation leaves: one record a step, each with findings, evidence and what it could not determine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vedette.model.alert import Evidence, Severity


class StepStatus(StrEnum):
    """How a step ended."""

    DONE = "done"
    """It looked at all that it should, or says what was not there."""
    NEEDS_INPUT = "needs-input"
    """A person has to answer a question, or to give a source."""
    NOT_APPLICABLE = "not-applicable"
    """There is nothing of the kind here."""
    FAILED = "failed"
    """It could not be carried out; the reason says why."""

    @property
    def spoken(self) -> str:
        """As a person says it of a step."""
        return {
            StepStatus.DONE: "was carried out",
            StepStatus.NEEDS_INPUT: "waits for an answer",
            StepStatus.NOT_APPLICABLE: "does not apply",
            StepStatus.FAILED: "failed",
        }[self]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a step found."""

    id: str
    """What kind of thing, unique with `subject` within the step: `requests-unusual`, `sshd-password-login`."""
    subject: str
    """What it is about: a file, a setting, a path, a service."""
    says: str
    """What was found, as a sentence without a full stop."""
    severity: Severity
    evidence: tuple[Evidence, ...] = ()
    reasons: tuple[str, ...] = ()
    """Why it is so, and why it matters."""
    fix: str | None = None
    """What to change; null where nothing is to be."""
    control: str | None = None
    """The control that it breaks, with its reference: `CIS Debian Linux 12 v1.1.0 5.2.4`."""

    @property
    def about(self) -> str | None:
        """What it is about; null where that is only where its evidence stands, which is told with the evidence."""
        return None if self.subject in {e.place for e in self.evidence[:1]} else self.subject

    @property
    def told(self) -> str:
        """What was found, in one line."""
        return self.says if self.about is None else f"{self.about}: {self.says}"


@dataclass(frozen=True, slots=True)
class Question:
    """What only a person can answer."""

    id: str
    asks: str
    why: str
    """What depends on the answer."""
    commands: tuple[str, ...] = ()
    """Lines for a shell that get what answers it, in order; none where only a person knows."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a timeline: like events of one source that follow one another."""

    first: datetime | None
    """Null where the source does not say when."""
    last: datetime | None
    source: str
    says: str
    """What happened, as a phrase; hostile where it quotes."""
    count: int
    """Lines, requests or flows that it stands for."""
    evidence: Evidence | None = None
    """The first of them."""


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One step of an investigation, carried out; the same for the same inputs, so that it holds no time of its own."""

    step: str
    """Id of the step."""
    status: StepStatus
    summary: str
    """What came of it, in a sentence."""
    findings: tuple[Finding, ...] = ()
    """Gravest first."""
    questions: tuple[Question, ...] = ()
    checked: tuple[str, ...] = ()
    """What was looked at: files, databases, settings."""
    missing: tuple[str, ...] = ()
    """What should have been looked at and was not there, and what that means for the answer."""
    confidence: float = 1.0
    """0–1: how much of what should be known is."""
    reason: str | None = None
    """Why it failed, does not apply, or waits."""
    timeline: tuple[Moment, ...] = ()
    """What happened when, in order; a bounded number of entries. Only the step that gathers the traces has one."""
