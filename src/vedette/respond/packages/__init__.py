"""The package managers that a plan knows, one file each; the package URL decides which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vedette.respond.packages.apk import Apk
from vedette.respond.packages.apt import Apt
from vedette.respond.packages.dnf import Dnf
from vedette.respond.packages.interface import PackageManager
from vedette.respond.packages.npm import Npm
from vedette.respond.packages.pip import Pip

MANAGERS: Final[Mapping[str, PackageManager]] = {
    "apt": Apt(),
    "dnf": Dnf(),
    "apk": Apk(),
    "pip": Pip(),
    "npm": Npm(),
}


def manager_of(type_: str) -> PackageManager | None:
    """The package manager for a type of package URL; null where a person has to do it."""
    return next((manager for manager in MANAGERS.values() if type_ in manager.types), None)
