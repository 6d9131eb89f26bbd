"""OSV records: package ecosystems' and distributions' own advisories (OSV schema 1.7).

Ranges of type GIT order commits, not versions, and are not judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from vedette.model.ecosystems import DISTRIBUTIONS, PURL_TYPES
from vedette.model.errors import InvalidVersion, MalformedInput
from vedette.model.purl import DISTRIBUTION_TYPES, PackageKey, package_key, parse_purl
from vedette.vulns.advisories.documents import decode_records
from vedette.vulns.advisories.interface import (
    Advisory,
    Authority,
    Document,
    PackageStatement,
    Severity,
    Statement,
    VersionRange,
    Versions,
)
from vedette.vulns.advisories.update_streams import MAIN, Line, line_of_product, release_in
from vedette.vulns.advisories.vendors import upstream
from vedette.vulns.moments import moment
from vedette.vulns.versions import SCHEMES, scheme_for_ecosystem


class Event(msgspec.Struct, frozen=True):
    """A version at which the state changes; one field is set."""

    introduced: str | None = None
    fixed: str | None = None
    last_affected: str | None = None

    @property
    def version(self) -> str:
        """The version, whatever happens there."""
        return next((v for v in (self.introduced, self.fixed, self.last_affected) if v is not None), "")


class Range(msgspec.Struct, frozen=True):
    """Events in the order of versions."""

    type: str
    events: list[Event] = []


class Package(msgspec.Struct, frozen=True):
    """A package."""

    name: str
    ecosystem: str
    purl: str | None = None


class Assessment(msgspec.Struct, frozen=True):
    """A CVSS vector, or a word of a distribution."""

    type: str
    score: str


class Affected(msgspec.Struct, frozen=True):
    """A package and which of its versions are affected."""

    package: Package | None = None
    ranges: list[Range] | None = None
    versions: list[str] | None = None
    severity: list[Assessment] | None = None
    database_specific: Any = None


class Record(msgspec.Struct, frozen=True):
    """One advisory."""

    id: str
    summary: str | None = None
    modified: str | None = None
    published: str | None = None
    withdrawn: str | None = None
    aliases: list[str] | None = None
    upstream: list[str] | None = None
    affected: list[Affected] | None = None
    severity: list[Assessment] | None = None
    database_specific: Any = None


_RECORD: Final = msgspec.json.Decoder(Record)


@dataclass(frozen=True, slots=True)
class Osv:
    """OSV."""

    name: str = "osv"
    title: str = "OSV"

    def sniff(self, head: bytes) -> float:
        """`id` and `modified` are required; other fields tell it from other formats that have them."""
        if head.startswith((b"id: ", b"affected:", b"schema_version:")) and b"\naffected:" in b"\n" + head:
            return 0.5  # the YAML form, which is refused by name
        if b'"id"' not in head or b'"modified"' not in head or b'"bomFormat"' in head or b'"$schema"' in head:
            return 0.0
        marks = (b'"schema_version"', b'"affected"', b'"ecosystem"', b'"withdrawn"', b'"aliases"')
        return 0.8 if any(mark in head for mark in marks) else 0.0

    def read(self, data: bytes, path: str) -> Document:
        """The records, each for itself."""
        if not data.lstrip().startswith((b"{", b"[")):
            raise MalformedInput(
                path,
                "is the YAML form of an OSV record",
                hint="osv.dev serves the same as JSON, which is read",
            )
        document = Document()
        for _, record in decode_records(data, path, _RECORD, document):
            document.advisories.append(_advisory(record))
        return document


def _advisory(record: Record) -> Advisory:
    affected = record.affected or []
    assessments = [*(record.severity or []), *(a for entry in affected for a in entry.severity or [])]
    details = record.database_specific
    cwes = details.get("cwe_ids") if isinstance(details, dict) else None
    return Advisory(
        id=record.id,
        source="OSV",
        statements=tuple(_statements(record, affected)),
        aliases=tuple(record.aliases or ()),
        upstream=tuple(record.upstream or ()),
        severities=tuple(dict.fromkeys(v for a in assessments if (v := _severity(a)) is not None)),
        cwes=tuple(c for c in cwes if isinstance(c, str)) if isinstance(cwes, list) else (),
        published=moment(record.published),
        modified=moment(record.modified),
        withdrawn=record.withdrawn is not None,
        title=record.summary or "",
    )


def _statements(record: Record, affected: list[Affected]) -> Iterator[Statement]:
    for entry in affected:
        if entry.package is None and record.id.startswith("CURL-"):
            yield upstream("haxx", "curl", _versions(entry, ""))  # curl's own records name no package
        elif (statement := _statement(entry)) is not None:
            yield statement


def _severity(assessment: Assessment) -> Severity | None:
    """CVSS 3 and 4 vectors begin with their version, those of CVSS 2 do not."""
    if assessment.type == "CVSS_V2":
        return Severity("2.0", assessment.score, None)
    if assessment.type in {"CVSS_V3", "CVSS_V4"} and assessment.score.startswith("CVSS:"):
        return Severity(assessment.score[5:8], assessment.score, None)
    return None


def _statement(entry: Affected) -> PackageStatement | None:
    if entry.package is None:
        return None
    key = _package(entry.package)
    if key is None:
        return None
    ecosystem = entry.package.ecosystem
    release, stream = _line(ecosystem)
    return PackageStatement(
        package=key,
        release=release,
        stream=stream,
        ecosystem=ecosystem,
        versions=_versions(entry, ecosystem),
        authority=Authority.DISTRIBUTION
        if key.type.split("/")[0] in DISTRIBUTION_TYPES
        else Authority.ECOSYSTEM,
    )


def _versions(entry: Affected, ecosystem: str) -> Versions:
    limit = _last_known(entry.database_specific)
    versioned = [source for source in entry.ranges or [] if source.type != "GIT"]
    found = [_ranges(source.events, ecosystem, limit) for source in versioned]
    commits_only = bool(entry.ranges) and not versioned and not entry.versions
    return Versions(
        ranges=tuple(item for ranges in found for item in ranges or ()),
        exact=tuple(entry.versions or ()),
        unjudged=sum(ranges is None for ranges in found) + commits_only,
    )


def _package(package: Package) -> PackageKey | None:
    ecosystem = package.ecosystem.partition(":")[0]
    if ecosystem in DISTRIBUTIONS:
        return package_key(*DISTRIBUTIONS[ecosystem], package.name)
    if ecosystem in PURL_TYPES:
        name = package.name.replace(":", "/", 1) if ecosystem == "Maven" else package.name
        return package_key(PURL_TYPES[ecosystem], None, name)
    purl = parse_purl(package.purl) if package.purl else None
    return purl.key if purl else None


def _line(ecosystem: str) -> Line:
    """`Debian:12` → 12, `Ubuntu:Pro:22.04:LTS` → 22.04, `Alpine:v3.18` → 3.18, `SUSE:Linux Enterprise Server 15 SP3` →
    15.3, `Red Hat:rhel_eus:8.6::baseos` → 8.6 in the stream EUS.
    """
    name, *parts = ecosystem.split(":")
    if name == "Red Hat" and parts:
        return line_of_product(parts[0], parts[1] if len(parts) > 1 else None, parts[-1])
    return Line(next(filter(None, map(release_in, parts)), None), MAIN)


def _last_known(details: object) -> VersionRange | None:
    """GitHub's `last_known_affected_version_range`, `<= 2.9.4` or `< 3`: the end of a range that has no fix."""
    text = details.get("last_known_affected_version_range") if isinstance(details, dict) else None
    if not isinstance(text, str):
        return None
    if text.startswith("<="):
        return VersionRange(last_affected=text[2:].strip())
    return VersionRange(fixed=text[1:].strip()) if text.startswith("<") else None


def _ranges(events: list[Event], ecosystem: str, limit: VersionRange | None) -> list[VersionRange] | None:
    """Ranges from events; null where they cannot be ordered."""
    if not _alternates(events):
        scheme = scheme_for_ecosystem(ecosystem) or SCHEMES["generic"]
        try:
            events = sorted(events, key=lambda event: (event.version != "0", scheme.key(event.version)))
        except (InvalidVersion, TypeError):
            return None
    ranges: list[VersionRange] = []
    opened: str | None = None
    is_open = False
    for event in events:
        if event.introduced is not None:
            if not is_open:
                is_open, opened = True, None if event.introduced == "0" else event.introduced
        elif is_open:
            ranges.append(VersionRange(opened, event.fixed, event.last_affected))
            is_open = False
    if is_open:
        end = limit or VersionRange()
        ranges.append(VersionRange(opened, end.fixed, end.last_affected))
    return ranges


def _alternates(events: Iterable[Event]) -> bool:
    """Whether the events are introduced, ended, introduced, ended, …: then their order needs no comparison."""
    return all((event.introduced is not None) == (number % 2 == 0) for number, event in enumerate(events))
