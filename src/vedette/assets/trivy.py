"""Trivy reports, JSON, schema version 2: the packages of an image, a machine, a folder or a bill of materials.

What Trivy calls vulnerable is its opinion: it is kept beside our own judgement. Packages are only in a report that was
made with `--list-all-pkgs`; else those that Trivy found vulnerable are all that is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from vedette.assets.packages import scanned_purl, source_package
from vedette.assets.parts import host_of, sound_purl
from vedette.files.json_values import decode
from vedette.model.claim import Rank
from vedette.model.errors import MalformedInput
from vedette.model.inventory import Inventory, Opinion, Package
from vedette.model.purl import qualified


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
    src_name: str | None = None
    src_version: str | None = None
    src_release: str | None = None
    src_epoch: int | None = None
    file_path: str | None = None


class Finding(msgspec.Struct, frozen=True):
    """A vulnerability of a package, as Trivy sees it."""

    id: str = msgspec.field(name="VulnerabilityID")
    package: str = msgspec.field(name="PkgName")
    vendor_ids: list[str] | None = msgspec.field(default=None, name="VendorIDs")
    identifier: Identifier = msgspec.field(default=Identifier(), name="PkgIdentifier")
    path: str | None = msgspec.field(default=None, name="PkgPath")
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
_STATES: Final = {
    "fixed": "affected", "will_not_fix": "affected, will not be fixed", "fix_deferred": "affected, fix deferred",
    "end_of_life": "affected, end of life",
}  # fmt: skip
"""Trivy's status tells of the fix, and of all that it reports that it is affected: `fixed` means that a fix exists."""


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
        """Those that are listed, then those that only a finding names."""
        listed = {(each.name, _full_version(each)): each for each in result.packages or ()}
        for each in listed.values():
            yield self._listed(result, each)
        for finding in result.vulnerabilities or ():
            if (finding.package, finding.installed) not in listed:
                yield self._found(result, finding)

    def opinions(self, result: Result) -> Iterator[Opinion]:
        for finding in result.vulnerabilities or ():
            yield Opinion(
                scanner=self._scanner,
                source=self._path,
                host=self._host,
                package=self._found(result, finding).text,
                vulnerability=finding.id,
                aliases=tuple(finding.vendor_ids or ()),
                state=_STATES.get(finding.status or "", finding.status or "affected"),
                fixed_version=finding.fixed or None,
                severity=finding.severity,
            )

    def _listed(self, result: Result, each: Listed) -> Package:
        package = self._package(result, each.name, _full_version(each), each.identifier, each.file_path)
        source = _source(each)
        if package.purl is None or source is None:
            return package
        return replace(package, purl=qualified(package.purl, {"upstream": source}))

    def _found(self, result: Result, finding: Finding) -> Package:
        return self._package(result, finding.package, finding.installed, finding.identifier, finding.path)

    def _package(
        self, result: Result, name: str, version: str | None, known: Identifier, path: str | None
    ) -> Package:
        purl = sound_purl(known.purl) or scanned_purl(
            result.type or "", name, version, self._family, self._release
        )
        # Paths are relative to the image's root, or to the folder that was scanned.
        place = f"/{path.lstrip('/')}" if path else None
        return Package(
            self._host, name, version or None, purl, self._source, Rank.SBOM, self._platform, path=place
        )


def _source(listed: Listed) -> str | None:
    """The source package, as package URLs name it; null where it is the package itself."""
    version = _joined(listed.src_version, listed.src_epoch, listed.src_release)
    return source_package(listed.src_name or "", version, listed.name, _full_version(listed))


def _full_version(listed: Listed) -> str | None:
    """With epoch and release, which Trivy keeps apart for packages of distributions."""
    return _joined(listed.version, listed.epoch, listed.release)


def _joined(version: str | None, epoch: int | None, release: str | None) -> str | None:
    if not version:
        return None
    return f"{f'{epoch}:' if epoch else ''}{version}{f'-{release}' if release else ''}"
