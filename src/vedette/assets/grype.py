"""Grype reports, JSON: the vulnerable packages of an image, a machine or a bill of materials.

What Grype calls vulnerable is its opinion: it is kept beside our own judgement. Packages in which it found nothing are
not in its report; the bill of materials that it read has them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec

from vedette.assets.packages import scanned_purl
from vedette.assets.parts import host_of, sound_purl
from vedette.assets.syft import Artifact
from vedette.files.json_values import decode
from vedette.model.claim import Rank
from vedette.model.inventory import Inventory, Opinion, Package


class Fix(msgspec.Struct, frozen=True):
    """Where it is fixed."""

    versions: list[str] | None = None
    state: str | None = None


class Named(msgspec.Struct, frozen=True):
    """A vulnerability by its id."""

    id: str


class Finding(msgspec.Struct, frozen=True):
    """A vulnerability, as its data source names it."""

    id: str
    severity: str | None = None
    fix: Fix = Fix()


class Match(msgspec.Struct, frozen=True, rename="camel"):
    """A package and one of its vulnerabilities."""

    vulnerability: Finding
    artifact: Artifact
    related_vulnerabilities: list[Named] | None = None


class Distro(msgspec.Struct, frozen=True):
    """The distribution."""

    name: str | None = None
    version: str | None = None


class Descriptor(msgspec.Struct, frozen=True):
    """Grype itself."""

    name: str = "grype"
    version: str | None = None


class Report(msgspec.Struct, frozen=True):
    """A report, reduced to the fields that are used."""

    matches: list[Match]
    distro: Distro | None = None
    descriptor: Descriptor = Descriptor()


_DECODER: Final = msgspec.json.Decoder(Report)
_STATES: Final = {"not-fixed": "affected, not fixed", "wont-fix": "affected, will not be fixed"}
"""What Grype's state of the fix adds: all that it reports is affected."""


@dataclass(frozen=True, slots=True)
class Grype:
    """Grype JSON."""

    name: str = "grype"
    title: str = "Grype report"

    def sniff(self, head: bytes) -> float:
        """It opens with its matches."""
        return 0.95 if b'"matches"' in head and (b'"matchDetails"' in head or b'"grype"' in head) else 0.0

    def read(self, data: bytes, path: str) -> Inventory:
        """The vulnerable packages, and Grype's opinions on them."""
        report = decode(data, path, _DECODER, "Grype report")
        packages: dict[Package, None] = {}
        opinions: dict[Opinion, None] = {}
        for match in report.matches:
            package = _package(match.artifact, report.distro or Distro(), path)
            packages[package] = None
            opinions[_opinion(match, package, report.descriptor, path)] = None
        return Inventory(packages=tuple(packages), opinions=tuple(opinions))


def _package(artifact: Artifact, distro: Distro, path: str) -> Package:
    purl = sound_purl(artifact.purl) or scanned_purl(
        artifact.type or "", artifact.name, artifact.version, distro.name, distro.version
    )
    platform = f"{distro.name} {distro.version or ''}".strip() if distro.name else None
    return Package(
        host_of(path),
        artifact.name,
        artifact.version or None,
        purl,
        f"Grype report {path}",
        Rank.SBOM,
        platform,
        path=artifact.path,
    )


def _opinion(match: Match, package: Package, tool: Descriptor, path: str) -> Opinion:
    found = match.vulnerability
    ids = [found.id, *(related.id for related in match.related_vulnerabilities or ())]
    cve = next((i for i in ids if i.startswith("CVE-")), found.id)
    return Opinion(
        scanner=f"Grype {tool.version or ''}".strip(),
        source=path,
        host=package.host,
        package=package.text,
        vulnerability=cve,
        aliases=tuple(dict.fromkeys(i for i in ids if i != cve)),
        state=_STATES.get(found.fix.state or "", "affected"),
        fixed_version=next(iter(found.fix.versions or ()), None),
        severity=found.severity,
    )
