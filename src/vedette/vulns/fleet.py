"""Many hosts with many packages at once.

Hosts of one release carry the same packages in the same versions. So every distinct package is judged once, for all
hosts that have it; each version and each bound of a range is parsed once; and a record is judged in full only where a
look at its bounds leaves open that the version is affected. What comes out is what `expose` says of each service:
both decide by `levels` and `decide`.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import polars as pl

from vedette.model.errors import InvalidVersion
from vedette.model.service import Service
from vedette.model.vulnerability import NotJudged, State
from vedette.vulns.advisories.index import Advisories, Record
from vedette.vulns.advisories.interface import PackageStatement, Status, Versions
from vedette.vulns.lines import concerns
from vedette.vulns.matching import candidates, subjects_of
from vedette.vulns.precedence import decide, levels
from vedette.vulns.subjects import Subject
from vedette.vulns.versions import Key, VersionScheme, scheme_for_ecosystem

FINDINGS: Final = {
    "service": pl.String, "matched": pl.String, "vulnerability": pl.String, "state": pl.String,
    "fixed_version": pl.String, "cvss": pl.Float64, "epss": pl.Float64, "kev": pl.Boolean,
}  # fmt: skip
"""Columns of the findings: a row for each part of a service and each vulnerability that it has or may have."""


@dataclass(frozen=True, slots=True)
class FleetExposure:
    """What holds for a fleet."""

    findings: pl.DataFrame
    """Affected and unknown ones, in the columns of FINDINGS, in the order of the services."""
    parts: int
    """Parts of all services together."""
    distinct: int
    """Parts that differ, each of which was judged once."""
    not_judged: tuple[tuple[str, NotJudged], ...]
    """Ids of services, and what of them could not be judged."""


def expose_fleet(services: Iterable[Service], advisories: Advisories) -> FleetExposure:
    """The vulnerabilities that hold for the services, or may."""
    numbers: dict[int, int] = {}
    subjects: list[Subject] = []
    owners: list[str] = []
    parts: list[int] = []
    not_judged: list[tuple[str, NotJudged]] = []
    for service in services:
        found, unjudged = subjects_of(service)
        not_judged += ((service.id, entry) for entry in unjudged)
        for subject in found:
            number = numbers.setdefault(id(subject), len(subjects))
            if number == len(subjects):
                subjects.append(subject)  # which also keeps its id from being given to another
            parts.append(number)
        owners += [service.id] * len(found)
    with _without_collection():
        judged = _judge(subjects, advisories)
    rows = pl.DataFrame({"service": owners, "part": parts}, schema={"service": pl.String, "part": pl.UInt32})
    findings = rows.join(judged, on="part", how="inner", maintain_order="left_right").select(*FINDINGS)
    return FleetExposure(findings, len(parts), len(subjects), tuple(not_judged))


def _judge(subjects: Sequence[Subject], advisories: Advisories) -> pl.DataFrame:
    """A row for each distinct part and each vulnerability that it has or may have."""
    columns: dict[str, list[object]] = {name: [] for name in ("part", *FINDINGS) if name != "service"}
    screen = _Screen()
    for number, subject in enumerate(subjects):
        for identifier in sorted(set(candidates(subject, advisories))):
            record = advisories.records[identifier]
            if not screen.may_hold(subject, record):
                continue
            verdict = decide(levels(subject, record))
            state = verdict.outcome.state if verdict is not None else State.NOT_AFFECTED
            if verdict is None or state not in {State.AFFECTED, State.UNKNOWN}:
                continue
            row = (
                number, subject.matched, identifier, state.value, verdict.fixed_version, record.cvss, record.epss,
                record.exploited,
            )  # fmt: skip
            for column, value in zip(columns.values(), row, strict=True):
                column.append(value)
    types = {"part": pl.UInt32, **{name: kind for name, kind in FINDINGS.items() if name != "service"}}
    return pl.DataFrame(columns, schema=types)


@contextmanager
def _without_collection() -> Iterator[None]:
    """No search for reference cycles: there are none among keys and records, and each search visits all of them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class _Screen:
    """Rules out, by bounds that are parsed once, that a version is affected; what it cannot read it leaves open."""

    def __init__(self) -> None:
        self._rulers: dict[str, _Ruler | None] = {}
        self._bounds: dict[int, tuple[PackageStatement, _Bounds | None]] = {}

    def may_hold(self, subject: Subject, record: Record) -> bool:
        """Whether the record may call the subject affected, or leave it open.

        Where statements about the package itself are at hand, those of the highest authority decide (`decide`).
        """
        highest, holds, others = 0, False, False
        for advisory in record.advisories:
            for statement in advisory.statements:
                if not isinstance(statement, PackageStatement):
                    others = True
                elif (
                    statement.package in subject.packages
                    and statement.authority >= highest
                    and concerns(subject, statement)
                ):
                    above = statement.authority > highest
                    highest = statement.authority
                    holds = self._holds(subject, statement) or (holds and not above)
        return holds if highest else others

    def _holds(self, subject: Subject, statement: PackageStatement) -> bool:
        ruler, version = self._ruler(statement.ecosystem), subject.version_as(statement.package)
        if ruler is None or version is None or ruler.is_without_epoch(version):
            return True
        known = self._bounds.get(id(statement))
        if known is None:  # the statement is kept too, so that its id stays its own
            known = self._bounds[id(statement)] = (statement, ruler.bounds(statement.versions))
        bounds, key = known[1], ruler.key(version)
        return bounds is None or key is None or bounds.contain(key)

    def _ruler(self, ecosystem: str) -> _Ruler | None:
        if ecosystem not in self._rulers:
            scheme = scheme_for_ecosystem(ecosystem)
            self._rulers[ecosystem] = None if scheme is None else _Ruler(scheme)
        return self._rulers[ecosystem]


class _Ruler:
    """Keys of versions in one scheme, each worked out once."""

    def __init__(self, scheme: VersionScheme) -> None:
        self._scheme = scheme
        self._keys: dict[str, Key | None] = {}

    def is_without_epoch(self, version: str) -> bool:
        """Whether a version of rpm lacks its epoch, so that bounds that have one cannot be compared as they stand."""
        return self._scheme.name == "rpm" and ":" not in version

    def key(self, version: str) -> Key | None:
        """The key; null where the scheme does not allow the version, or it has no digit (`latest`)."""
        if version not in self._keys:
            self._keys[version] = self._parsed(version)
        return self._keys[version]

    def bounds(self, versions: Versions) -> _Bounds | None:
        """The keys of ranges; null where a bound cannot be ordered, or something is not judged."""
        if versions.unjudged or versions.default is not Status.UNAFFECTED:
            return None
        ranges = []
        for item in versions.ranges:
            end = item.last_affected if item.fixed is None else item.fixed
            first = None if item.introduced in {None, "0"} else self.key(item.introduced or "")
            last = None if end is None else self.key(end)
            if (first is None and item.introduced not in {None, "0"}) or (last is None and end is not None):
                return None
            ranges.append((first, last, item.fixed is None))
        exact = [key for text in versions.exact if (key := self.key(text)) is not None]
        return _Bounds(tuple(ranges), tuple(exact)) if ranges or exact else None

    def _parsed(self, version: str) -> Key | None:
        if not any(character.isdigit() for character in version):
            return None
        try:
            return self._scheme.key(version)
        except InvalidVersion:
            return None


@dataclass(frozen=True, slots=True)
class _Bounds:
    """Keys of the ranges of a statement."""

    ranges: tuple[tuple[Key | None, Key | None, bool], ...]
    """First, end, and whether the end belongs to it."""
    exact: tuple[Key, ...]

    def contain(self, key: Key) -> bool:
        """Whether a version is in any of them."""
        for first, end, inclusive in self.ranges:
            if (first is None or key >= first) and (end is None or key < end or (inclusive and key == end)):
                return True
        return key in self.exact
