"""Plans: what to do about an alert, step by step, each action with what it does, its risk, its end, its undoing and its proof."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import msgspec

from vedette.model.alert import Severity


class Command(msgspec.Struct, frozen=True, tag_field="kind", tag="command"):
    """A program to run, without a shell."""

    argv: tuple[str, ...]
    """The program and its arguments; none holds a control character but the line feed."""
    fine: tuple[int, ...] = (0,)
    """Exit codes that mean that it went well."""

    def __post_init__(self) -> None:
        if not self.argv or not all(word.replace("\n", " ").isprintable() for word in self.argv):
            raise ValueError("an argument of a command that is empty or cannot be printed")

    def __str__(self) -> str:
        """As a POSIX shell takes it."""
        return shlex.join(self.argv)


class Change(msgspec.Struct, frozen=True, tag_field="kind", tag="change"):
    """A file to change."""

    file: str
    """Absolute path."""
    before: str | None
    """What stands there now: the whole file, or the part that is replaced; null where the file is new."""
    after: str | None
    """What stands there afterwards; null where the file is removed."""


class Manual(msgspec.Struct, frozen=True, tag_field="kind", tag="manual"):
    """What only a person can do, or decide."""

    says: str
    """May hold several lines; hostile where it quotes. Gaps that a person fills stand in brackets: `[…]`."""
    text: str | None = None
    """What is to be put somewhere as it stands, a rule of a firewall for applications; null where nothing is."""


Doing = Command | Change | Manual


class Expects(StrEnum):
    """What shows that a check passes."""

    SUCCESS = "success"
    """The command exits with 0."""
    NOTHING = "nothing"
    """It prints nothing."""
    TEXT = "text"
    """It prints `wants` somewhere."""
    VERSION = "version"
    """It prints a version that is `wants` or later."""


@dataclass(frozen=True, slots=True)
class Check:
    """How to see that an action did what it says."""

    says: str
    """What is then so, as a clause without a full stop."""
    command: Command
    expects: Expects = Expects.SUCCESS
    wants: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rail that an action would break."""

    rail: str
    """Id of the rail."""
    reason: str
    """Why it refuses, as a clause without a full stop."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do."""

    id: str
    """Unique within the plan: `disconnect.keep-out`."""
    does: str
    """What it does, as a sentence without a full stop; hostile where it quotes."""
    doing: tuple[Doing, ...]
    """In order; empty where it is refused."""
    risk: str
    """What may go wrong."""
    expires: str | None = None
    """When it ends by itself, or who must end it; null where it is not for a time."""
    expires_after: int | None = None
    """Seconds after which it ends by itself; null where it does not."""
    undo: tuple[Doing, ...] = ()
    """Empty where nothing is to be undone, or where it cannot be: then the risk says so."""
    verify: tuple[Check, ...] = ()
    refused_by: tuple[Refusal, ...] = ()
    """Rails that it would break; it must not be done, and so has neither commands nor undoing."""


class StepName(StrEnum):
    """The five steps of a resolution, in order."""

    DISCONNECT = "disconnect"
    COMPROMISE = "compromise"
    PATCH = "patch"
    REASSESS = "reassess"
    HARDEN = "harden"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a resolution."""

    name: StepName
    title: str
    facts: tuple[str, ...]
    """What is known that decides it; hostile where it quotes."""
    gaps: tuple[str, ...]
    """What is not known, and what that means for the step."""
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Requirement:
    """What must be so before an alert may be resolved."""

    id: str
    """`vulnerability-fixed`, `client-gone`, `exposure-gone`."""
    says: str
    check: Check
    """The same by hand."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The resolution of one alert."""

    alert: str
    """Its id."""
    severity: Severity
    subject: str
    """Who and where, in a line; hostile where it quotes."""
    made: datetime
    host: str
    """The machine on which the commands are to be run, as the inventory names it."""
    host_facts: tuple[str, ...]
    """What was known of that machine when the plan was made."""
    gaps: tuple[str, ...]
    """What was not, and what that means."""
    steps: tuple[Step, ...]
    requirements: tuple[Requirement, ...]
    """All must hold before the alert may be resolved."""
