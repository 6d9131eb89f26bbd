"""OSV-Scanner reports, JSON: the packages of lock files, images and machines.

What it calls vulnerable is its opinion: it is kept beside our own judgement. Packages without a finding are only in a
report that was made with `--all-packages`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from vedette.assets.parts import host_of
from vedette.files.json_values import decode
from vedette.model.claim import Rank
from vedette.model.ecosystems import ecosystem_purl
from vedette.model.inventory import Inventory, Opinion, Package


class Listed(msgspec.Struct, frozen=True):
    """A package."""

    name: str
    version: str | None = None
    ecosystem: str = ""


class Group(msgspec.Struct, frozen=True):
    """Advisories that mean the same vulnerability."""

    ids: list[str] = []
    aliases: list[str] | None = None
    max_severity: str | None = None


class Found(msgspec.Struct, frozen=True):
    """A package with its vulnerabilities."""

    package: Listed
    groups: list[Group] | None = None


class Result(msgspec.Struct, frozen=True):
    """What was found in one place."""

    packages: list[Found] = []


class Report(msgspec.Struct, frozen=True):
    """A report, reduced to the fields that are used."""

    results: list[Result]


_DECODER: Final = msgspec.json.Decoder(Report)


@dataclass(frozen=True, slots=True)
class OsvScanner:
    """OSV-Scanner JSON."""

    name: str = "osv_scanner"
    title: str = "OSV-Scanner report"

    def sniff(self, head: bytes) -> float:
        """Results hold packages of an ecosystem."""
        marks = (b'"results"', b'"packages"', b'"ecosystem"')
        return 0.9 if all(mark in head for mark in marks) or head.split() == [b'{"results":[]}'] else 0.0

    def read(self, data: bytes, path: str) -> Inventory:
        """The packages, and OSV-Scanner's opinions on them."""
        report = decode(data, path, _DECODER, "OSV-Scanner report")
        found = [entry for result in report.results for entry in result.packages]
        return Inventory(
            packages=tuple(dict.fromkeys(_package(entry.package, path) for entry in found)),
            opinions=tuple(dict.fromkeys(o for entry in found for o in _opinions(entry, path))),
        )


def _package(listed: Listed, path: str) -> Package:
    purl = ecosystem_purl(listed.ecosystem, listed.name, listed.version or None)
    return Package(
        host_of(path), listed.name, listed.version or None, purl, f"OSV-Scanner report {path}", Rank.SBOM
    )


def _opinions(entry: Found, path: str) -> Iterator[Opinion]:
    package = _package(entry.package, path)
    for group in entry.groups or ():
        ids = list(dict.fromkeys([*group.ids, *(group.aliases or ())]))
        if not ids:
            continue
        first = next((i for i in ids if i.startswith("CVE-")), ids[0])
        yield Opinion(
            scanner="OSV-Scanner",
            source=path,
            host=package.host,
            package=package.text,
            vulnerability=first,
            aliases=tuple(i for i in ids if i != first),
            state="affected",
            fixed_version=None,
            severity=group.max_severity or None,
        )
