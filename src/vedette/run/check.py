"""The check of an inventory: each service and each package with the vulnerabilities that hold for it, as published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from vedette.assets.conflicts import conflicts
from vedette.assets.parts import Machine, Place, claimed
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


def check(judging: Judging, wanted: Callable[[Service], bool] = lambda _: True) -> CheckReport:
    """The report on all services and packages that are wanted."""
    with without_collection():
        return _check(judging, wanted)


def _check(judging: Judging, wanted: Callable[[Service], bool]) -> CheckReport:
    services = [s for s in judging.inventory.services if wanted(s)]
    free = [package for package in judging.inventory.packages if package.owner is None]
    packages = [s for s in map(as_service, (p for p in free if p.purl is not None)) if wanted(s)]
    of_no_kind = [s for s in map(as_service, (p for p in free if p.purl is None)) if wanted(s)]
    of_services = [(s, judging.judgement.expose(s)) for s in services]
    of_packages = [(s, judging.judgement.expose(s)) for s in packages]
    published: dict[int, list[VulnerabilityReport]] = {}
    not_judged = [
        PackageNotJudged(package=part.package, reason=part.reason, of=exposure.service_id)
        for _, exposure in (*of_services, *of_packages)
        for part in exposure.not_judged
    ]
    not_judged += [
        PackageNotJudged(package=f"{s.product} {s.version or ''}".strip(), reason=_NO_KIND, of=s.id)
        for s in of_no_kind
    ]
    return CheckReport(
        schema_version=SCHEMA_VERSION,
        summary=_summary(judging, of_services, of_packages, len(not_judged)),
        services=[_checked(service, exposure, published, listens=True) for service, exposure in of_services],
        packages=[
            _checked(service, exposure, published, listens=False)
            for service, exposure in of_packages
            if exposure.vulnerabilities
        ],
        not_judged=not_judged,
        undecided=_undecided(exposure for _, exposure in (*of_services, *of_packages)),
    )


def as_service(package: Package) -> Service:
    """A package in the form in which services are judged."""
    claim = Claim(package.source, package.rank, package.name, package.version, package.purl)
    return claimed(Machine(package.host, platform=package.platform), claim, Place())


def _checked(
    service: Service, exposure: Exposure, published: dict[int, list[VulnerabilityReport]], *, listens: bool
) -> CheckedReport:
    """published: what was made of the vulnerabilities of others, by their identity: hosts of one release share them."""
    found = exposure.vulnerabilities
    reports = published.get(id(found))
    if reports is None:
        reports = published[id(found)] = [vulnerability_report(v) for v in found]
    return CheckedReport(
        id=service.id,
        service=service_report(service),
        vulnerabilities=reports,
        not_judged=[NotJudgedReport(package=p.package, reason=p.reason) for p in exposure.not_judged],
        conflicts=list(conflicts(service)),
        listens=listens,
    )


def _summary(
    judging: Judging,
    services: list[tuple[Service, Exposure]],
    packages: list[tuple[Service, Exposure]],
    not_judged: int,
) -> CheckSummary:
    by_state, restart_needed = _tally(exposure for _, exposure in (*services, *packages))
    return CheckSummary(
        advisories=judging.origin,
        services=len(services),
        packages=len(packages),
        carried=sum(package.owner is not None for package in judging.inventory.packages),
        vulnerable_services=sum(_vulnerable(exposure) for _, exposure in services),
        vulnerable_packages=sum(_vulnerable(exposure) for _, exposure in packages),
        vulnerabilities={state: by_state[state] for state in State},
        restart_needed=restart_needed,
        not_judged=not_judged,
        problems=list(judging.problems),
    )


def _tally(exposures: Iterable[Exposure]) -> tuple[Counter[State], int]:
    """Vulnerabilities by state, and those that a restart would end; what hosts of one release share is counted once."""
    shared = [exposure.vulnerabilities for exposure in exposures]
    times = Counter(map(id, shared))
    by_state, restart_needed = Counter[State](), 0
    for found in {id(found): found for found in shared}.values():
        for state, number in Counter(v.state for v in found).items():
            by_state[state] += number * times[id(found)]
        restart_needed += sum(v.restart_needed for v in found) * times[id(found)]
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


def _vulnerable(exposure: Exposure) -> bool:
    return any(v.state is State.AFFECTED for v in exposure.vulnerabilities)
