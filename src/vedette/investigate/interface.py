"""What a step of the investigation is, and what it is given.

A step looks at one side of an alert and returns a record: findings with evidence, what it checked, what was not there.
Steps run apart from one another and in any order; a step that raises is recorded as failed. What a step says depends on
the case alone, never on a clock, so that the same inputs give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Protocol, TypeVar, cast

import polars as pl

from vedette.detect.kernel import Knowledge
from vedette.intel.geography.locating import Geography
from vedette.model.address_set import AddressSet
from vedette.model.alert import Alert
from vedette.model.investigation import StepRecord
from vedette.store.alerts import Kept

_Made = TypeVar("_Made")


class Input(StrEnum):
    """What a step may depend on beside the alert; each has a version in `Case.versions`."""

    SOURCES = "sources"
    """The logs and captures: size and time of change of each."""
    INTEL = "intel"
    """Lists of addresses, feeds and the allowlist."""
    ASSETS = "assets"
    """The inventory."""
    ADVISORIES = "advisories"
    """Advisories and VEX statements."""
    GEOGRAPHY = "geography"
    """Databases of countries and networks."""
    HISTORY = "history"
    """The alerts and the clients that are kept."""
    DAY = "day"
    """Today: what lists say fades with time."""


@dataclass(frozen=True, slots=True)
class Background:
    """What the scan knew, loaded again as it is now."""

    knowledge: Knowledge
    """Lists, services, vulnerabilities and rules."""
    trusted: AddressSet
    """Proxies whose word on the client's address is believed."""
    geography: Geography
    problems: tuple[str, ...]
    """What of it could not be used, and why."""


@dataclass(frozen=True, eq=False)
class Case:
    """An alert, and all that a step may look at."""

    alert: Alert
    paths: Sequence[str]
    """What the scan was given to read: files, directories and patterns, absolute; `-` for standard input."""
    format: str | None
    """The telemetry format that the scan was told; null where each file is recognised."""
    read: Sequence[str]
    """The files that the scan read lines of; empty where that was not recorded."""
    versions: Mapping[Input, str]
    """A hash of each input, equal where the input is."""
    now: datetime
    """What counts as now: midnight (UTC) of today, or the end of what the scan judged."""
    load: Callable[[], Background] = field(repr=False)
    """Loads the background: seconds, and not every step wants it."""
    kept: Sequence[Kept] = ()
    """Every alert that is kept, this one included."""
    visits: Callable[[], pl.DataFrame] | None = field(default=None, repr=False)
    """The clients of the last runs (`client`, `first`, `last`, `count`); null where none are remembered."""
    here: bool = False
    """Whether the alert's machine is this one, so that absolute paths of the inventory mean files of it."""
    root: Path = Path("/")
    """Where the file system of the alert's machine begins, if it is this one."""
    _made: dict[object, object] = field(default_factory=dict, repr=False)

    @cached_property
    def background(self) -> Background:
        """What is known, loaded when first asked for. Raises InputError."""
        return self.load()

    @property
    def knowledge(self) -> Knowledge:
        """Lists, services, vulnerabilities and rules. Raises InputError."""
        return self.background.knowledge

    def once(self, make: Callable[[Case], _Made]) -> _Made:
        """What several steps need, made when first asked for. make: a function of this case alone."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("_Made", self._made[make])


class Step(Protocol):
    """One step of the investigation."""

    id: str
    """Also the name of its module."""
    title: str
    """For people: `Source`."""

    def digest(self, case: Case) -> str:
        """A hash of all that the record depends on; where it is unchanged, so is the record. Cheap; see `digest_of`."""
        ...

    def run(self, case: Case) -> StepRecord:
        """Look, and say what was seen. May raise anything: the engine records that."""
        ...
