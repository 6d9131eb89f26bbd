"""Trivy reports, JSON, schema version 2: the packages of an image, a machine, a folder or a bill of materials.

What Trivy calls vulnerable is its opinion: it is kept beside our own judgement. Packages are only in a report that was
made with `--list-all-pkgs`; else those that Trivy found vulnerable are all that is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from vedette.assets.packages import scanned_purl
from vedette.assets.parts import decode, host_of, sound_purl
from vedette.model.claim import Rank
from vedette.model.errors import MalformedInput
from vedette.model.inventory import Inventory, Opinion, Package


class Identifier(msgspec.Struct, frozen=True):
    """What names a package."""

    purl: str | None = msgspec.field(default=None, name="PURL")


class Listed(msgspec.Struct, frozen=True, rename="pascal"):
    """A package."""

    name: str
    version: str | None = None
    release: str | None = None
    epoch: int | None = None
    identifier: Identifier = Identifier()


class Finding(msgspec.Struct, frozen=True):
    """A vulnerability of a package, as Trivy sees it."""

    id: str = msgspec.field(name="VulnerabilityID")
    package: str = msgspec.field(name="PkgName")
    vendor_ids: list[str] | None = msgspec.field(default=None, name="VendorIDs")
    identifier: Identifier = msgspec.field(default=Identifier(), name="PkgIdentifier")
    installed: str | None = msgspec.field(default=None, name="InstalledVersion")
    fixed: str | None = msgspec.field(default=None, name="FixedVersion")
    status: str | None = msgspec.field(default=None, name="Status")
    severity: str | None = msgspec.field(default=None, name="Severity")


class Result(msgspec.Struct, frozen=True, rename="pascal"):
    """What was found in one place."""

    target: str = ""
    type: str | None = None
    packages: list[Listed] | None = None
    vulnerabilities: list[Finding] | None = None


class System(msgspec.Struct, frozen=True, rename="pascal"):
    """The operating system."""

    family: str | None = None
    name: str | None = None


class Metadata(msgspec.Struct, frozen=True):
    """What was scanned."""

    system: System | None = msgspec.field(default=None, name="OS")


class Tool(msgspec.Struct, frozen=True, rename="pascal"):
    """Trivy itself."""

    version: str | None = None


class Report(msgspec.Struct, frozen=True, rename="pascal"):
    """A report, reduced to the fields that are used."""

    schema_version: int
    artifact_name: str = ""
    metadata: Metadata = Metadata()
    results: list[Result] | None = None
    trivy: Tool = Tool()


_DECODER: Final = msgspec.json.Decoder(Report)


@dataclass(frozen=True, slots=True)
class Trivy:
    """Trivy JSON."""

    name: str = "trivy"
    title: str = "Trivy report"

    def sniff(self, head: bytes) -> float:
        """`SchemaVersion` and the artefact are required."""
        return 1.0 if b'"SchemaVersion"' in head and b'"ArtifactName"' in head else 0.0

    def read(self, data: bytes, path: str) -> Inventory:
        """The packages, and Trivy's opinions on them."""
        report = decode(data, path, _DECODER, "Trivy report")
        if report.schema_version != 2:
            raise MalformedInput(path, f"$.SchemaVersion: {report.schema_version} is not supported: 2 is")
        context = _Context(report, path)
        packages = dict.fromkeys(p for result in report.results or () for p in context.packages(result))
        opinions = dict.fromkeys(o for result in report.results or () for o in context.opinions(result))
        if not packages and not any(result.packages for result in report.results or ()):
            kinds = sorted({result.type or "other" for result in report.results or ()})
            raise MalformedInput(
                path,
                f"names no package: it is about {', '.join(kinds) or 'nothing'}",
                hint="make it with --list-all-pkgs",
            )
        return Inventory(packages=tuple(packages), opinions=tuple(opinions))


class _Context:
    """What a report says once for all of its results."""

    def __init__(self, report: Report, path: str) -> None:
        self._path = path
        self._host = host_of(path)
        self._source = f"Trivy report {path}"
        self._scanner = f"Trivy {report.trivy.version or ''}".strip()
        system = report.metadata.system
        self._family = system.family if system else None
        self._release = system.name if system else None
        self._platform = f"{self._family} {self._release or ''}".strip() if self._family else None

    def packages(self, result: Result) -> Iterator[Package]:
        for listed in result.packages or ():
            yield self._package(result, listed.name, _full_version(listed), listed.identifier)
        for finding in result.vulnerabilities or ():
            yield self._package(result, finding.package, finding.installed, finding.identifier)

    def opinions(self, result: Result) -> Iterator[Opinion]:
        for finding in result.vulnerabilities or ():
            package = self._package(result, finding.package, finding.installed, finding.identifier)
            yield Opinion(
                scanner=self._scanner,
                source=self._path,
                host=self._host,
                package=package.text,
                vulnerability=finding.id,
                aliases=tuple(finding.vendor_ids or ()),
                state=finding.status or "affected",
                fixed_version=finding.fixed or None,
                severity=finding.severity,
            )

    def _package(self, result: Result, name: str, version: str | None, known: Identifier) -> Package:
        purl = sound_purl(known.purl) or scanned_purl(
            result.type or "", name, version, self._family, self._release
        )
        return Package(self._host, name, version or None, purl, self._source, Rank.SBOM, self._platform)


def _full_version(listed: Listed) -> str | None:
    """With epoch and release, which Trivy keeps apart for rpm."""
    if not listed.version:
        return None
    epoch = f"{listed.epoch}:" if listed.epoch else ""
    release = f"-{listed.release}" if listed.release else ""
    return f"{epoch}{listed.version}{release}"
