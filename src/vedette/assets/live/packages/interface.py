"""What a package database is, and what it tells: which packages a machine has, and which of them owns a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from vedette.assets.live.os_release import Distribution
from vedette.assets.live.tree import Tree
from vedette.model.purl import write_purl

MOST_DATABASE: Final = 512 << 20
"""Bytes of a database; that of a machine with five thousand packages has some tens of megabytes."""
MOST_PROBLEMS: Final = 20
"""Problems that are told of one database; the others are counted."""


@dataclass(frozen=True, slots=True)
class Package:
    """An installed package."""

    name: str
    version: str | None
    """Null where it is not known which version runs."""
    type: str
    """Type of its package URL: `deb`, `pypi`."""
    namespace: str | None = None
    qualifiers: tuple[tuple[str, str], ...] = ()
    """Qualifiers of its package URL: architecture, distribution, source package."""
    source: str | None = None
    """Name of the source package that it was built from, where that is another."""
    installed: datetime | None = None
    """When this version came onto the machine, UTC; null where the database does not say."""

    @property
    def purl(self) -> str:
        """Its package URL. One that would be none, as hostile names make it, is generic and holds what can be kept."""
        named = (self.namespace, self.name, self.version)
        namespace, name, version = (_valid(text) if text is not None else None for text in named)
        pairs = {key: _valid(value) for key, value in self.qualifiers}
        purl = write_purl(self.type, namespace, name or "", version, pairs)
        return (
            purl
            or f"pkg:generic/{''.join(c for c in self.name if c.isascii() and c.isalnum())[:64] or 'unnamed'}"
        )


def _valid(text: str) -> str:
    """Without what no document could hold."""
    return text.encode("utf-8", "replace").decode()


@dataclass(slots=True)
class Problems:
    """What could not be understood of a database: counted, and some of it told."""

    count: int = 0
    samples: list[str] = field(default_factory=list)

    def add(self, path: str, line: int | None, reason: str) -> None:
        """One more."""
        self.count += 1
        if len(self.samples) < MOST_PROBLEMS:
            self.samples.append(f"{path}{'' if line is None else f':{line}'}: {reason}")


@dataclass(frozen=True, slots=True)
class Installed:
    """What a database tells."""

    packages: tuple[Package, ...]
    owners: Mapping[str, Package]
    """By absolute path, as the database writes it."""
    problems: Problems = field(default_factory=Problems)


class PackageDatabase(Protocol):
    """One kind of package database."""

    @property
    def name(self) -> str:
        """The package manager: also the module's name and the test's."""
        ...

    def present(self, tree: Tree) -> bool:
        """Whether the machine has such a database."""
        ...

    def read(self, tree: Tree, distribution: Distribution | None) -> Installed:
        """All of it. What is broken in it is counted and left out; nothing raises."""
        ...


def qualifiers(
    architecture: str | None, distribution: Distribution | None, source: str | None
) -> tuple[tuple[str, str], ...]:
    """The qualifiers of a distribution's package, those that are known."""
    pairs = (
        ("arch", architecture),
        ("distro", distribution.qualifier if distribution else None),
        ("upstream", source),
    )
    return tuple((name, value) for name, value in pairs if value)
