"""Versions that a distribution gave: which upstream version they hold, and for which release they were built.

A distribution patches a package without raising its upstream version. So an upstream range that contains the version
proves nothing; one that does not contain it still rules the vulnerability out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vedette.model.builds import leading_number, release_of_build, upstream_version
from vedette.model.purl import DISTRIBUTION_TYPES, Purl

_MARKS: Final = (
    "ubuntu",
    "debian",
    "deb",
    ".el",
    ".fc",
    ".amzn",
    "(red hat",
    "(centos",
    "(fedora",
    "(suse",
    "-alpine",
)
"""What in a version gives away a distribution; `deb` and the dotted ones count only before a digit."""


@dataclass(frozen=True, slots=True)
class Build:
    """A distribution's build of an upstream version."""

    distribution: str
    """Its name where it is known, else `a distribution`."""
    upstream: str
    """The upstream version that was built: `7.2p2` of `1:7.2p2-4ubuntu2.1`."""
    release: str | None
    """The distribution's release: `12`, `22.04`; null where nothing says it."""


def distribution_build(purl: Purl | None, version: str | None) -> Build | None:
    """The build that a package URL or a version names; null where it is upstream's own, or unknown."""
    if purl is not None and purl.type not in DISTRIBUTION_TYPES and purl.distro and purl.version is not None:
        # A language's package that a distribution carries, as `vedette.assets.owned` marks it.
        return Build("a distribution", purl.version, _release_of_qualifier(purl.distro))
    if purl is not None and purl.type in DISTRIBUTION_TYPES and purl.version is not None:
        name = (purl.namespace or "a distribution").capitalize()
        release = _release_of_qualifier(purl.distro) or release_of_build(purl.version)
        return Build(name, upstream_version(purl.version), release)
    if version is None or not _shows_distribution(version.lower()):
        return None
    return Build("a distribution", upstream_version(version.split(" ")[0]), release_of_build(version))


def _shows_distribution(version: str) -> bool:
    return any(
        mark in version if mark[0] in "(-" or mark in {"ubuntu", "debian"} else _before_digit(version, mark)
        for mark in _MARKS
    )


def _before_digit(version: str, mark: str) -> bool:
    return any(tail[:1].isdigit() for tail in version.split(mark)[1:])


def _release_of_qualifier(distro: str | None) -> str | None:
    """`debian-12` → `12`, `rhel-8.6-eus` → `8.6`."""
    return next(filter(None, map(leading_number, (distro or "").split("-"))), None)
