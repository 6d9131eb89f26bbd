"""How one vulnerability was decided for one service, as published."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from vedette.assets.selecting import select, select_packages
from vedette.model.errors import UnreadableInput
from vedette.model.service import Service
from vedette.run.check import as_service
from vedette.run.judging import Judging
from vedette.run.service_report import (
    NotJudgedReport,
    ServiceReport,
    VulnerabilityReport,
    service_report,
    vulnerability_report,
)
from vedette.vulns.explaining import Part, explain
from vedette.vulns.matching import subjects_of


class ChainReport(msgspec.Struct, frozen=True, kw_only=True):
    """The result of `vedette vulns explain -o json`."""

    id: str
    """Of the service."""
    service: ServiceReport
    version_from: str
    """How its version is known."""
    vulnerability: VulnerabilityReport
    aliases: list[str]
    advisories: list[str]
    """Every advisory that was loaded about it: `NVD CVE-2021-41773`."""
    parts: list[Part]
    not_judged: list[NotJudgedReport]


def chains(judging: Judging, vulnerability_id: str, wanted: str) -> list[ChainReport]:
    """The chain for every service that is meant. Raises UnreadableInput where none is."""
    services = matching_services(judging, wanted)
    if not services:
        known = ", ".join(s.id for s in judging.inventory.services[:3])
        raise UnreadableInput(wanted, "no service and no package is called so", hint=f"there are {known}, …")
    return [_chain(judging, vulnerability_id, service) for service in services]


def matching_services(judging: Judging, wanted: str) -> Sequence[Service]:
    """The services that a word means, else the packages."""
    return select(judging.inventory, wanted) or [
        as_service(package) for package in select_packages(judging.inventory, wanted)
    ]


def _chain(judging: Judging, vulnerability_id: str, service: Service) -> ChainReport:
    record = judging.advisories.find(vulnerability_id)
    judged = judging.judgement.judge(service, vulnerability_id)
    advisories = record.advisories if record is not None else ()
    _, not_judged = subjects_of(service)
    return ChainReport(
        id=service.id,
        service=service_report(service),
        version_from=_version_from(service),
        vulnerability=vulnerability_report(judged),
        aliases=sorted({i for a in advisories for i in (a.id, *a.aliases)} - {judged.id}),
        advisories=[f"{a.source} {a.id}" for a in advisories],
        parts=list(explain(service, record)) if record is not None else [],
        not_judged=[NotJudgedReport(package=p.package, reason=p.reason) for p in not_judged],
    )


def _version_from(service: Service) -> str:
    if service.version is None:
        return "unknown"
    best = (
        f"{service.claims[0].rank} ({service.claims[0].source})" if service.claims else service.version_source
    )
    return best if service.version_verified else f"{best}: unverified"
