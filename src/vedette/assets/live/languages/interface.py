"""What a language is to discovery: which packages of its own ecosystem a process runs.

A language looks at a process and, where the process is one of its programs, says what application it is and which
packages it has loaded. What a package of the distribution owns is left to that one: the distribution patches it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from vedette.assets.live.packages.interface import Package
from vedette.assets.live.scene import Scene
from vedette.model.running import Evidence


@dataclass(frozen=True, slots=True)
class Part:
    """A package of which a process has loaded something."""

    package: Package
    evidence: Evidence
    file: str
    """One of its files."""
    native: bool = False
    """It is the distribution's own package."""


@dataclass(frozen=True, slots=True)
class Program:
    """What a process runs, in the terms of a language."""

    name: str | None
    """What the program is called; null where nothing says it."""
    application: Package | None
    """The package that is the application; null where it is nobody's."""
    parts: tuple[Part, ...]
    """Packages that it has loaded, the application among them."""
    found: str
    """How it was recognised, as a clause without a full stop."""
    not_seen: tuple[str, ...] = ()
    """What could not be seen, and why."""


class Language(Protocol):
    """One language, or one way of building programs."""

    @property
    def name(self) -> str:
        """Its id: also the module's and the test's name."""
        ...

    def examine(self, scene: Scene) -> Program | None:
        """The program that the process runs; null where it is none of this language."""
        ...
