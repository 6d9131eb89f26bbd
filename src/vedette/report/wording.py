"""Verdicts, outcomes, severities and states in words that need no glossary."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from vedette.model.alert import Outcome, Severity, Verdict
from vedette.model.investigation import StepRecord, StepStatus
from vedette.model.lifecycle import State

SEVERITIES: Final[Mapping[Severity, str]] = {
    Severity.INFO: "nothing to do",
    Severity.LOW: "look when there is time",
    Severity.MEDIUM: "look this week",
    Severity.HIGH: "look today",
    Severity.CRITICAL: "drop everything",
}
TITLES: Final[Mapping[Verdict, str]] = {
    Verdict.KNOWN_SCANNER: "Known scanner",
    Verdict.LISTED_CLIENT: "Listed client",
    Verdict.RECONNAISSANCE: "Reconnaissance",
    Verdict.ATTEMPT_NOT_AFFECTED: "Attack on a flaw that is not there",
    Verdict.ATTEMPT_VULNERABLE: "Attack on a flaw that holds, or may",
    Verdict.COMPROMISED: "Compromised",
}
"""As a report is headed."""
EXPOSED: Final = "Reachable from outside"
"""Head of a report on a finding without a client."""
VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.KNOWN_SCANNER: "a known research scanner looked, and did nothing else",
    Verdict.LISTED_CLIENT: "a listed client connected, and did nothing remarkable",
    Verdict.RECONNAISSANCE: "a client looked around",
    Verdict.ATTEMPT_NOT_AFFECTED: "an attack was tried that does not hold for this service",
    Verdict.ATTEMPT_VULNERABLE: "an attack was tried that holds for this service, or cannot be ruled out",
    Verdict.COMPROMISED: "an attack worked, by the evidence",
}
REACHABLE: Final = "a service can be reached that should not be"
"""Of a finding without a client."""
OUTCOMES: Final[Mapping[Outcome, str]] = {
    Outcome.NONE_SEEN: "no attack was seen",
    Outcome.ATTEMPTED: "an attack was tried; nothing shows that it worked, or that it was refused",
    Outcome.BLOCKED: "an attack was tried, and every try was refused",
    Outcome.LIKELY_SUCCESSFUL: "the answer looks like success, but its content was not seen",
    Outcome.CONFIRMED_SUCCESSFUL: "success is proven: what was taken or done was seen",
}
STATES: Final[Mapping[State, str]] = {
    State.NEW: "new: nobody has looked at it",
    State.ACKNOWLEDGED: "acknowledged: somebody has it",
    State.INVESTIGATING: "being investigated",
    State.RESOLVED: "resolved",
    State.SUPPRESSED: "suppressed",
    State.FALSE_POSITIVE: "a false positive",
}
STEP_STATUSES: Final[Mapping[StepStatus, str]] = {
    StepStatus.DONE: "done",
    StepStatus.NEEDS_INPUT: "needs an answer",
    StepStatus.NOT_APPLICABLE: "does not apply",
    StepStatus.FAILED: "failed",
}


def moment(time: datetime | None) -> str:
    """A time to the second, in UTC."""
    return f"{time:%Y-%m-%d %H:%M:%S} UTC" if time is not None else "time unknown"


def span(first: datetime | None, last: datetime | None) -> str:
    """From when to when, to the second, in UTC."""
    if first is None or last is None or f"{first:%H:%M:%S%d%m%Y}" == f"{last:%H:%M:%S%d%m%Y}":
        return moment(first or last)
    end = f"{last:%H:%M:%S} UTC" if first.date() == last.date() else moment(last)
    return f"{first:%Y-%m-%d %H:%M:%S} to {end}"


def step_standing(record: StepRecord) -> str:
    """How a step ended, and how sure it is."""
    said = STEP_STATUSES[record.status]
    if record.reason:
        said += f": {record.reason}"
    if record.status in {StepStatus.DONE, StepStatus.NEEDS_INPUT}:
        said += f"; confidence {record.confidence:.0%}"
    return said
