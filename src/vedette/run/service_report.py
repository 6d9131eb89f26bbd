"""The published form of services and of what is said of them, wherever they appear."""

from __future__ import annotations

import msgspec

from vedette.model.inventory import Opinion
from vedette.model.service import Service
from vedette.model.vulnerability import State, VexOpinion, Vulnerability, spoken


class ServiceReport(msgspec.Struct, frozen=True, kw_only=True):
    """The service."""

    host: str
    ip: str | None
    port: int | None
    transport: str
    protocol: str | None
    product: str
    version: str | None
    purl: str | None
    cpe: str | None
    version_verified: bool


class VulnerabilityReport(msgspec.Struct, frozen=True, kw_only=True):
    """A vulnerability of the service, or the one that was attacked."""

    id: str
    state: State
    cvss: float | None
    epss: float | None
    kev: bool
    fixed_version: str | None
    reason: str
    matched: str | None = None
    """The package URL or CPE of the service, or of the part of it, that was judged."""
    restart_needed: bool = False
    """The machine has the fix, and the process still runs the old code."""
    own_state: State | None = None
    """Our own judgement, where a VEX statement changed the state."""
    vex: list[VexOpinion] = []
    """VEX statements about it, the one that decides first."""
    opinions: list[Opinion] = []
    """What other scanners say of it."""

    @property
    def spoken(self) -> str:
        """The state in words for people."""
        return spoken(self.state, restart_needed=self.restart_needed)


class NotJudgedReport(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a service that could not be judged."""

    package: str
    reason: str


def service_report(service: Service) -> ServiceReport:
    """The published form of a service."""
    return ServiceReport(
        host=service.host,
        ip=service.addresses[0] if service.addresses else None,
        port=service.port,
        transport=service.transport,
        protocol=service.protocol,
        product=service.product,
        version=service.version,
        purl=service.purl,
        cpe=service.cpe,
        version_verified=service.version_verified,
    )


def vulnerability_report(vulnerability: Vulnerability) -> VulnerabilityReport:
    """The published form of a vulnerability."""
    return VulnerabilityReport(
        id=vulnerability.id,
        state=vulnerability.state,
        cvss=vulnerability.cvss,
        epss=vulnerability.epss,
        kev=vulnerability.kev,
        fixed_version=vulnerability.fixed_version,
        reason=vulnerability.reason,
        matched=vulnerability.matched,
        restart_needed=vulnerability.restart_needed,
        own_state=vulnerability.own_state,
        vex=list(vulnerability.vex),
        opinions=list(vulnerability.opinions),
    )
