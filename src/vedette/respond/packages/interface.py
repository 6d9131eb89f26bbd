"""What a package manager is: how it brings a fixed version, and how it goes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from vedette.model.plan import Action, Manual


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What is to be brought up to date; every text is checked by `vedette.respond.words`."""

    name: str
    """As the package manager calls it."""
    version: str | None
    """The one that is installed; null where unknown."""
    fixed: str | None
    """The lowest that has the fix; null where none is known."""
    place: str | None
    """The folder of the environment: a virtual environment, a project with its node_modules; null for the system or
    where nobody knows."""

    @property
    def goal(self) -> str:
        """The version to reach, for people."""
        return f"{self.fixed} or later" if self.fixed else "the newest version"


def unplaced(upgrade: Upgrade) -> tuple[Manual, ...]:
    """What a person must do first where nobody saw in which environment the application runs."""
    if upgrade.place is not None:
        return ()
    return (Manual("In the environment of the application [folder: …], as its owner:"),)


class PackageManager(Protocol):
    """One package manager."""

    @property
    def id(self) -> str:
        """Also its module's name."""
        ...

    @property
    def types(self) -> frozenset[str]:
        """Types of package URLs that it serves: `deb`, `pypi`."""
        ...

    @property
    def needs_place(self) -> bool:
        """Whether it works on an environment that must be named."""
        ...

    def upgrade(self, upgrade: Upgrade) -> Action:
        """The upgrade, with how to go back and how to see it."""
        ...
