"""The packages of a machine: which there are, and which of them owns a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from vedette.assets.live.os_release import Distribution
from vedette.assets.live.packages.apk import Apk
from vedette.assets.live.packages.dpkg import Dpkg
from vedette.assets.live.packages.interface import Installed, Package, PackageDatabase
from vedette.assets.live.packages.opkg import Opkg
from vedette.assets.live.packages.rpm import Rpm
from vedette.assets.live.tree import Tree

DATABASES: Final[Mapping[str, PackageDatabase]] = {"dpkg": Dpkg(), "rpm": Rpm(), "apk": Apk(), "opkg": Opkg()}
"""The package databases that Vedette reads."""
_MERGED: Final = ("/bin/", "/sbin/", "/lib/", "/lib32/", "/lib64/", "/libx32/")
"""Folders that most machines hold below `/usr`, while some packages still name the old place."""


@dataclass(frozen=True, slots=True)
class Packages:
    """All package databases of a machine."""

    installed: Mapping[str, Installed]
    """By package manager."""

    def owner(self, path: str) -> Package | None:
        """The package that the file is of; null where none owns it."""
        for spelling in _spellings(path):
            for database in self.installed.values():
                found = database.owners.get(spelling)
                if found is not None:
                    return found
        return None

    @property
    def problems(self) -> list[str]:
        """What could not be understood, for people."""
        told = []
        for name, database in self.installed.items():
            more = database.problems.count - len(database.problems.samples)
            told += [f"{name}: {sample}" for sample in database.problems.samples]
            told += [f"{name}: {more:,} more of the kind"] if more else []
        return told


def read_packages(tree: Tree, distribution: Distribution | None) -> Packages:
    """All databases that the machine has."""
    return Packages(
        {name: each.read(tree, distribution) for name, each in DATABASES.items() if each.present(tree)}
    )


def _spellings(path: str) -> list[str]:
    """The path, and where a package may say that it is."""
    if path.startswith("/usr/") and path[4:].startswith(_MERGED):
        return [path, path[4:]]
    return [path, f"/usr{path}"] if path.startswith(_MERGED) else [path]
