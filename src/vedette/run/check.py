"""The check of an inventory: each service and each package with the vulnerabilities that hold for it, as published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

import msgspec
from msgspec.structs import replace

from vedette.assets.conflicts import conflicts
from vedette.assets.parts import Machine, Place, claimed, service_id
from vedette.memory import without_collection
from vedette.model.claim import Claim
from vedette.model.ecosystems import DISTRIBUTIONS
from vedette.model.inventory import Package
from vedette.model.purl import parse_purl
from vedette.model.service import Service
from vedette.model.vulnerability import Exposure, State
from vedette.run.judging import Judging
from vedette.run.service_report import (
    NotJudgedReport,
    ServiceReport,
    VulnerabilityReport,
    service_report,
    vulnerability_report,
)
from vedette.vulns.sources.catalogue import CATALOGUE
from vedette.vulns.statements import BACKPORTS

SCHEMA_VERSION: Final = "1"
_NO_KIND: Final = "no package URL, so of which kind it is is not known"
"""A bare name is no product: `php 1.2.1` may be PHP, or a library for it."""


class CheckedReport(msgspec.Struct, frozen=True, kw_only=True):
    """A service, or a package that is not known to run, with its vulnerabilities."""

    id: str
    service: ServiceReport
    vulnerabilities: list[VulnerabilityReport]
    """Worst first."""
    not_judged: list[NotJudgedReport]
    conflicts: list[str]
    """Where sources disagree about it."""
    listens: bool
    """Whether it is a service; else the package is merely installed."""


class Undecided(msgspec.Struct, frozen=True, kw_only=True):
    """A distribution that says nothing, at hand, of vulnerabilities that its packages have by upstream's ranges."""

    distribution: str
    vulnerabilities: int
    """Different ones."""
    source: str | None
    """The source of its own advisories, as `vedette vulns update` names it; null where there is none."""


class CheckSummary(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a check."""

    advisories: str
    """Where the advisories are from, with a date where they have one."""
    services: int
    packages: int
    """Packages whose kind is known, so that advisories can be about them."""
    carried: int
    """Packages of languages that a distribution's package carries: they are judged as that one."""
    vulnerable_services: int
    vulnerable_packages: int
    vulnerabilities: dict[State, int]
    """Those of services and packages by state."""
    restart_needed: int
    not_judged: int
    problems: list[str]
    """Inputs, or parts of them, that could not be used."""


class PackageNotJudged(NotJudgedReport, frozen=True, kw_only=True):
    """A part that could not be judged, and of which service or machine it is."""

    of: str


class CheckReport(msgspec.Struct, frozen=True, kw_only=True):
    """The result of `vedette vulns check -o json`."""

    schema_version: str
    summary: CheckSummary
    services: list[CheckedReport]
    packages: list[CheckedReport]
    """Packages that are not known to run, of which an advisory, a VEX statement or a scanner says something."""
    not_judged: list[PackageNotJudged]
    undecided: list[Undecided]
    """Whose advisories would decide what is unknown."""


@dataclass(frozen=True, slots=True, eq=False)
class _Judged:
    """A service, or a package of one host or of several that have the same, with what was judged of it."""

    exposure: Exposure
    report: CheckedReport
    """As of the first of these hosts."""

    def on(self, host: str) -> CheckedReport:
        """The report on the package as another host has it."""
        service = replace(self.report.service, host=host)
        return replace(self.report, id=service_id(host, service.product, None, "tcp"), service=service)


def check(judging: Judging, wanted: Collection[str] | None = None) -> CheckReport:
    """The report on services and packages. wanted: ids of those that it is to be about; null for all."""
    with without_collection():
        return _check(judging, wanted)


def _check(judging: Judging, wanted: Collection[str] | None) -> CheckReport:
    services = [s for s in judging.inventory.services if wanted is None or s.id in wanted]
    free = [p for p in judging.inventory.packages if p.owner is None and (wanted is None or _id(p) in wanted)]
    published: dict[int, list[VulnerabilityReport]] = {}
    of_services = [_judged(judging, service, published, listens=True) for service in services]
    of_packages = _of_packages(judging, [p for p in free if p.purl is not None], published)
    everything = Counter(chain(of_services, (judged for _, judged in of_packages)))
    not_judged = [
        *(part for judged in of_services for part in _unjudged(judged.report)),
        *(
            p
            for host, judged in of_packages
            if judged.exposure.not_judged
            for p in _unjudged(judged.on(host))
        ),
        *(PackageNotJudged(package=p.text, reason=_NO_KIND, of=_id(p)) for p in free if p.purl is None),
    ]
    return CheckReport(
        schema_version=SCHEMA_VERSION,
        summary=_summary(judging, of_services, [judged for _, judged in of_packages], len(not_judged)),
        services=[judged.report for judged in of_services],
        packages=[judged.on(host) for host, judged in of_packages if judged.exposure.vulnerabilities],
        not_judged=not_judged,
        undecided=_undecided(judged.exposure for judged in everything),
    )


def _of_packages(
    judging: Judging, packages: list[Package], published: dict[int, list[VulnerabilityReport]]
) -> list[tuple[str, _Judged]]:
    """Of each package its host and what was judged, once for all hosts that have the same."""
    keys = [_alike(package, judging) for package in packages]
    first = dict(zip(reversed(keys), reversed(packages), strict=True))
    # The versions of a package one after another, since what is said of them is prepared for comparison but once.
    by_name = sorted(first.items(), key=lambda item: item[1].name)
    judged = {
        key: _judged(judging, as_service(package), published, listens=False) for key, package in by_name
    }
    return [(package.host, judged[key]) for package, key in zip(packages, keys, strict=True)]


def _alike(package: Package, judging: Judging) -> Hashable:
    """All of a package that its report depends on, but for the host, unless somebody said something of that one."""
    host = package.host if judging.judgement.depends_on(package.host) else None
    return (
        package.name, package.version, package.purl, package.source, package.rank, package.platform, host,
    )  # fmt: skip


def _id(package: Package) -> str:
    return service_id(package.host, package.name, None, "tcp")


def as_service(package: Package) -> Service:
    """A package in the form in which services are judged."""
    claim = Claim(package.source, package.rank, package.name, package.version, package.purl)
    return claimed(Machine(package.host, platform=package.platform), claim, Place())


def _judged(
    judging: Judging, service: Service, published: dict[int, list[VulnerabilityReport]], *, listens: bool
) -> _Judged:
    """published: what was made of the vulnerabilities of others, by their identity: hosts of one release share them."""
    exposure = judging.judgement.expose(service)
    found = exposure.vulnerabilities
    reports = published.get(id(found))
    if reports is None:
        reports = published[id(found)] = [vulnerability_report(v) for v in found]
    report = CheckedReport(
        id=service.id,
        service=service_report(service),
        vulnerabilities=reports,
        not_judged=[NotJudgedReport(package=p.package, reason=p.reason) for p in exposure.not_judged],
        conflicts=list(conflicts(service)),
        listens=listens,
    )
    return _Judged(exposure, report)


def _unjudged(report: CheckedReport) -> Iterator[PackageNotJudged]:
    for part in report.not_judged:
        yield PackageNotJudged(package=part.package, reason=part.reason, of=report.id)


def _summary(
    judging: Judging, services: list[_Judged], packages: list[_Judged], not_judged: int
) -> CheckSummary:
    by_state, restart_needed = _tally(Counter(chain(services, packages)))
    return CheckSummary(
        advisories=judging.origin,
        services=len(services),
        packages=len(packages),
        carried=sum(package.owner is not None for package in judging.inventory.packages),
        vulnerable_services=_vulnerable(services),
        vulnerable_packages=_vulnerable(packages),
        vulnerabilities={state: by_state[state] for state in State},
        restart_needed=restart_needed,
        not_judged=not_judged,
        problems=list(judging.problems),
    )


def _tally(judged: Counter[_Judged]) -> tuple[Counter[State], int]:
    """Vulnerabilities by state, and those that a restart would end. judged: on how many hosts each is."""
    by_state, restart_needed = Counter[State](), 0
    for one, hosts in judged.items():
        found = one.exposure.vulnerabilities
        for state, number in Counter([v.state for v in found]).items():
            by_state[state] += number * hosts
        restart_needed += sum([v.restart_needed for v in found]) * hosts
    return by_state, restart_needed


def _undecided(exposures: Iterable[Exposure]) -> list[Undecided]:
    """By distribution, from what only upstream's ranges speak of."""
    ids: dict[str, set[str]] = {}
    distinct = {id(exposure.vulnerabilities): exposure.vulnerabilities for exposure in exposures}
    for vulnerability in (v for found in distinct.values() for v in found if v.state is State.UNKNOWN):
        purl = parse_purl(vulnerability.matched or "") if BACKPORTS in vulnerability.reason else None
        if purl is not None:
            ids.setdefault(purl.key.type, set()).add(vulnerability.id)
    titles = {"/".join(pair): title for title, pair in DISTRIBUTIONS.items()}
    return [_silent(titles[built], len(ids[built])) for built in sorted(ids) if built in titles]


def _silent(title: str, vulnerabilities: int) -> Undecided:
    sources = (title.lower().replace(" ", ""), f"osv/{title}")
    source = next((name for name in sources if name in CATALOGUE), None)
    return Undecided(distribution=title, vulnerabilities=vulnerabilities, source=source)


def _vulnerable(judged: Iterable[_Judged]) -> int:
    """How many have a vulnerability that holds; the worst is the first."""
    firsts = (found[0] for one in judged if (found := one.exposure.vulnerabilities))
    return sum(worst.state is State.AFFECTED for worst in firsts)
