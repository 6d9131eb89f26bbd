"""Ecosystems as the OSV schema names them, and the package URL types that stand for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vedette.model.purl import write_purl

PURL_TYPES: Final[Mapping[str, str]] = {
    "PyPI": "pypi", "npm": "npm", "Maven": "maven", "Go": "golang", "NuGet": "nuget", "RubyGems": "gem",
    "crates.io": "cargo", "Packagist": "composer", "Hex": "hex", "Pub": "pub", "CRAN": "cran",
}  # fmt: skip
"""Package URL type by OSV ecosystem."""
DISTRIBUTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "Debian": ("deb", "debian"), "Ubuntu": ("deb", "ubuntu"), "Alpine": ("apk", "alpine"),
    "Wolfi": ("apk", "wolfi"), "Chainguard": ("apk", "chainguard"), "Red Hat": ("rpm", "redhat"),
    "Rocky Linux": ("rpm", "rocky"), "AlmaLinux": ("rpm", "almalinux"), "SUSE": ("rpm", "suse"),
    "openSUSE": ("rpm", "opensuse"), "Mageia": ("rpm", "mageia"), "openEuler": ("rpm", "openeuler"),
}  # fmt: skip
"""Package URL type and namespace by OSV ecosystem."""


def ecosystem_purl(ecosystem: str, name: str, version: str | None) -> str | None:
    """The package URL of a package that is named as its ecosystem does; null where the ecosystem is none of those.

    ecosystem: with or without a release, `Debian:12`, `Ubuntu:22.04:LTS`; name: `group:artifact` for Maven.
    """
    base, _, rest = ecosystem.partition(":")
    if base in DISTRIBUTIONS:
        type_, namespace = DISTRIBUTIONS[base]
        release = next(
            (part for part in rest.removeprefix("Pro:").split(":") if part.strip("v")[:1].isdigit()), None
        )
        distro = {"distro": f"{namespace}-{release.removeprefix('v')}"} if release else None
        return write_purl(type_, namespace, name, version, distro)
    if base not in PURL_TYPES:
        return None
    return language_purl(PURL_TYPES[base], name, version)


def language_purl(type_: str, name: str, version: str | None) -> str | None:
    """The package URL of a language's package by its full name: `@scope/name`, `group:artifact`, `host/owner/name`.

    Null where the name is none.
    """
    full = name.replace(":", "/", 1) if type_ == "maven" else name
    namespace, _, last = full.rpartition("/")
    return write_purl(type_, namespace, last, version)
