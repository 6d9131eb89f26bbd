"""The Debian security tracker's JSON: every source package, its vulnerabilities, and their state in each release.

Source packages name the vulnerabilities; a fixed version of `0` means that the release never had the flaw.
<https://security-tracker.debian.org/tracker/data/json>
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec

from vedette.files.json_values import NOT_DECODABLE, decode
from vedette.vulns.advisories.distributions import ALWAYS, NEVER, OPEN, Collected, about_package, until
from vedette.vulns.advisories.documents import reject
from vedette.vulns.advisories.interface import Document, PackageStatement, Versions
from vedette.vulns.advisories.releases import debian_release

_DEBIAN: Final = ("deb", "debian")
MAX_TITLE: Final = 200
"""Characters of a description that are kept as a title."""


class Release(msgspec.Struct, frozen=True):
    """The state in one release."""

    status: str
    fixed_version: str | None = None
    urgency: str = ""
    nodsa: str = ""


class Issue(msgspec.Struct, frozen=True):
    """One vulnerability of one source package."""

    releases: dict[str, Release] = {}
    description: str = ""


_TRACKER: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
_PACKAGE: Final = msgspec.json.Decoder(dict[str, Issue])


@dataclass(frozen=True, slots=True)
class DebianTracker:
    """Debian security tracker."""

    name: str = "debian_tracker"
    title: str = "Debian security tracker"

    def sniff(self, head: bytes) -> float:
        """Releases with repositories are this tracker's own."""
        marks = (b'"releases"', b'"repositories"', b'"status"', b'"urgency"')
        return 0.95 if all(mark in head for mark in marks) else 0.0

    def read(self, data: bytes, path: str) -> Document:
        """One advisory for each vulnerability, about all packages that have it."""
        document, collected = Document(), Collected("Debian")
        for package, raw in decode(data, path, _TRACKER, "object of source packages").items():
            try:
                issues = _PACKAGE.decode(raw)
            except NOT_DECODABLE as error:
                reject(document, f"package {package}", str(error))
                continue
            for identifier, issue in issues.items():
                statements = [
                    _statement(package, codename, release) for codename, release in issue.releases.items()
                ]
                collected.add(identifier, statements, title=issue.description[:MAX_TITLE])
        document.advisories.extend(collected.advisories())
        return document


def _statement(package: str, codename: str, release: Release) -> PackageStatement:
    note = release.nodsa or (release.urgency if release.urgency in {"unimportant", "end-of-life"} else "")
    return about_package(_DEBIAN, package, debian_release(codename), _versions(release), note)


def _versions(release: Release) -> Versions:
    if release.fixed_version == "0":
        return NEVER
    if release.status == "resolved" and release.fixed_version:
        return until(release.fixed_version)
    return ALWAYS if release.status == "open" else OPEN
