"""What stands in the starter set's files, and what it says as advisories.

    [[vulnerability]]
    id = "CVE-2021-41773"
    title = "Apache HTTP Server path traversal"
    cvss = 7.5
    kev = 2021-11-03
    cwes = ["CWE-22"]

    [[vulnerability.affected]]
    cpes = ["a:apache:http_server"]
    versions = ["=2.4.49"]

A version is `=2.4.49` (that one), `>=2.4.0 <2.4.60` (a range, either end may be left out, `<=` includes it), or `*`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from vedette.model.ecosystems import PURL_TYPES
from vedette.model.errors import MalformedInput
from vedette.model.purl import DISTRIBUTION_TYPES, parse_purl
from vedette.vulns.advisories.distributions import about_package
from vedette.vulns.advisories.index import AdvisoryIndex, build
from vedette.vulns.advisories.interface import (
    Advisory,
    Authority,
    Document,
    PackageStatement,
    ProductStatement,
    Severity,
    Statement,
    VersionRange,
    Versions,
)
from vedette.vulns.cpe import Cpe, parse_cpe

EDITION: Final = date(2025, 12, 31)
"""Until when what was known has been taken up."""
SOURCE: Final = f"starter set of {EDITION}"
"""What it is called as the source of an advisory."""


class Affected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A product and its versions that are affected."""

    versions: tuple[str, ...]
    cpes: tuple[str, ...] = ()
    """Part, vendor and product of its CPE names: `a:apache:http_server`."""
    packages: tuple[str, ...] = ()
    """Its package URLs, without version."""
    release: str | None = None
    """Of a distribution's package: the release. Its ranges begin with the version that the release came with, since of
    many machines nobody knows the release, and older ones need not have the flaw."""
    platforms: tuple[str, ...] = ()
    """Operating systems that it is limited to."""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One vulnerability."""

    id: str
    title: str
    cvss: float
    """Base score of the newest CVSS version 3 assessment."""
    affected: tuple[Affected, ...]
    cwes: tuple[str, ...] = ()
    kev: date | None = None
    """When CISA's catalogue of exploited vulnerabilities took it up; null where it has not."""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    vulnerability: tuple[Entry, ...]


def entries() -> Iterator[Entry]:
    """All entries, file by file. Raises MalformedInput where a file of ours is broken."""
    folder = files("vedette.vulns.starter") / "data"
    for file in sorted(folder.iterdir(), key=lambda member: member.name):
        try:
            yield from msgspec.convert(tomllib.loads(file.read_text("utf-8")), _File).vulnerability
        except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise MalformedInput(file.name, str(error)) from None


@cache
def read_starter_set() -> AdvisoryIndex:
    """The starter set as advisories."""
    return build([Document(advisories=[_advisory(entry) for entry in entries()])])


def _advisory(entry: Entry) -> Advisory:
    return Advisory(
        id=entry.id,
        source=SOURCE,
        statements=tuple(s for affected in entry.affected for s in _statements(affected)),
        severities=(Severity("3.1", None, entry.cvss),),
        cwes=entry.cwes,
        exploited=entry.kev is not None,
        modified=datetime.combine(EDITION, time(), UTC),
        title=entry.title,
    )


def _statements(affected: Affected) -> Iterator[Statement]:
    versions = _versions(affected.versions)
    cpes = tuple(cpe for text in affected.cpes if (cpe := _cpe(text)) is not None)
    if cpes:
        yield ProductStatement(
            vendor=cpes[0].vendor,
            product=cpes[0].product,
            package_name="",
            package=None,
            cpes=cpes,
            platforms=affected.platforms,
            versions=versions,
        )
    for text in affected.packages:
        yield _package(text, affected.release, versions)


def _cpe(text: str) -> Cpe | None:
    return parse_cpe(f"cpe:2.3:{text}:*:*:*:*:*:*:*:*")


def _package(text: str, release: str | None, versions: Versions) -> PackageStatement:
    purl = parse_purl(text)
    if purl is None:
        raise MalformedInput("starter set", f"{text} is no package URL")
    if purl.type in DISTRIBUTION_TYPES:
        return about_package((purl.type, purl.namespace or ""), purl.name, release, versions)
    ecosystem = next(name for name, type_ in PURL_TYPES.items() if type_ == purl.type)
    return PackageStatement(purl.key, None, ecosystem, versions, Authority.ECOSYSTEM)


def _versions(texts: tuple[str, ...]) -> Versions:
    exact = tuple(text[1:] for text in texts if text.startswith("="))
    return Versions(tuple(_range(text) for text in texts if not text.startswith("=")), exact)


def _range(text: str) -> VersionRange:
    """`>=2.4.0 <2.4.60`; `*` for all versions."""
    introduced = fixed = last = None
    for bound in text.split():
        if bound.startswith(">="):
            introduced = bound[2:]
        elif bound.startswith("<="):
            last = bound[2:]
        elif bound.startswith("<"):
            fixed = bound[1:]
        elif bound != "*":
            raise MalformedInput("starter set", f"{text!r} is no range of versions")
    return VersionRange(introduced, fixed, last)
