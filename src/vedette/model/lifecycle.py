"""The life of an alert: new → acknowledged → investigating → resolved, suppressed or false positive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where an alert stands."""

    NEW = "new"
    """Nobody has looked at it."""
    ACKNOWLEDGED = "acknowledged"
    """Somebody has it."""
    INVESTIGATING = "investigating"
    """An investigation was begun."""
    RESOLVED = "resolved"
    """What was to be done is done, and was checked."""
    SUPPRESSED = "suppressed"
    """Not to be shown until a time, for a reason."""
    FALSE_POSITIVE = "false-positive"
    """It was none."""

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self in {State.NEW, State.ACKNOWLEDGED, State.INVESTIGATING}


_CLOSED: Final = frozenset({State.RESOLVED, State.SUPPRESSED, State.FALSE_POSITIVE})
ALLOWED: Final[Mapping[State, frozenset[State]]] = {
    State.NEW: frozenset({State.ACKNOWLEDGED, State.INVESTIGATING}) | _CLOSED,
    State.ACKNOWLEDGED: frozenset({State.NEW, State.INVESTIGATING}) | _CLOSED,
    State.INVESTIGATING: frozenset({State.NEW, State.ACKNOWLEDGED}) | _CLOSED,
    State.RESOLVED: frozenset({State.NEW}),
    State.SUPPRESSED: frozenset({State.NEW}),
    State.FALSE_POSITIVE: frozenset({State.NEW}),
}
"""From each state where it may go; back to new is how an alert is reopened."""


@dataclass(frozen=True, slots=True)
class Change:
    """One step in the life of an alert."""

    at: datetime
    who: str
    """Who made it; `vedette` where a scan did."""
    was: State | None
    """Null where the alert was first seen."""
    becomes: State
    reason: str
    until: datetime | None = None
    """When a suppression ends, or the exception under which it was resolved."""
