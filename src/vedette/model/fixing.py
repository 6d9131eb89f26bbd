"""What is to be brought to which version, so that a vulnerability holds no longer."""

from __future__ import annotations

from vedette.model.purl import parse_purl
from vedette.model.service import Service
from vedette.model.vulnerability import Vulnerability


def part_of(vulnerability: Vulnerability, service: Service) -> str:
    """What of a service has the vulnerability: the library in it that was judged, or the application itself."""
    matched, own = parse_purl(vulnerability.matched or ""), parse_purl(service.purl or "")
    if matched is None or (own is not None and own.key == matched.key):
        return service.product
    return service.product if vulnerability.matched not in service.components else matched.name


def upgrade_of(vulnerability: Vulnerability, service: Service) -> str | None:
    """`aiohttp 3.9.2 or later`, `log4j-core 2.15.0 or later in Apache Solr`; null where no fix is known."""
    if vulnerability.fixed_version is None:
        return None
    part = part_of(vulnerability, service)
    within = "" if part == service.product else f" in {service.product}"
    return f"{part} {vulnerability.fixed_version} or later{within}"
