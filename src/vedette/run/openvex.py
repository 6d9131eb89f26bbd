"""Our verdicts as an OpenVEX document, version 0.2.0 (OpenVEX specification), for other tools to take up.

Affected, fixed and not affected are said as such; unknown is said as under investigation. A document of the same
verdicts has the same id, whenever it is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5

import msgspec

from vedette.model.purl import write_purl
from vedette.model.vulnerability import State, VexOpinion
from vedette.run.check import CheckedReport, CheckReport
from vedette.run.service_report import VulnerabilityReport

CONTEXT: Final = "https://openvex.dev/ns/v0.2.0"
_JUSTIFICATIONS: Final = frozenset({
    "component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist",
})  # fmt: skip
"""The only ones that the specification allows."""
_STATUSES: Final = {
    State.AFFECTED: "affected",
    State.FIXED: "fixed",
    State.NOT_AFFECTED: "not_affected",
    State.UNKNOWN: "under_investigation",
}


class Named(msgspec.Struct, frozen=True):
    """A vulnerability."""

    name: str


class Component(msgspec.Struct, frozen=True, omit_defaults=True):
    """A product, or a component of one."""

    id: str = msgspec.field(name="@id")
    identifiers: dict[str, str] = {}
    subcomponents: list[Component] = []


class Statement(msgspec.Struct, frozen=True, omit_defaults=True):
    """One verdict."""

    vulnerability: Named
    products: list[Component]
    status: str
    justification: str = ""
    impact_statement: str = ""
    action_statement: str = ""
    status_notes: str = ""


class Document(msgspec.Struct, frozen=True):
    """A document."""

    context: str = msgspec.field(name="@context")
    id: str = msgspec.field(name="@id")
    author: str
    timestamp: str
    version: int
    statements: list[Statement]
    tooling: str = "Vedette"


def openvex(report: CheckReport, author: str, at: datetime) -> Document:
    """The document of a check. at: when it is made, UTC."""
    statements = [
        _statement(checked, vulnerability)
        for checked in (*report.services, *report.packages)
        for vulnerability in checked.vulnerabilities
    ]
    same = msgspec.json.encode([author, statements]).decode()
    return Document(
        context=CONTEXT,
        id=f"urn:uuid:{uuid5(NAMESPACE_URL, same)}",
        author=author,
        timestamp=at.isoformat().replace("+00:00", "Z"),
        version=1,
        statements=statements,
    )


def _statement(checked: CheckedReport, found: VulnerabilityReport) -> Statement:
    excused = found.state is State.NOT_AFFECTED
    return Statement(
        vulnerability=Named(found.id),
        products=list(_products(checked, found)),
        status=_STATUSES[found.state],
        justification=next(_justifications(found.vex), "") if excused else "",
        impact_statement=found.reason if excused else "",
        action_statement=_action(found) if found.state is State.AFFECTED else "",
        status_notes="" if excused else found.reason,
    )


def _action(found: VulnerabilityReport) -> str:
    """What is to be done about one that holds, which the specification requires."""
    if found.restart_needed:
        return "restart the service: the fix is installed, and the old code still runs"
    return f"update to {found.fixed_version}" if found.fixed_version else "no fixed version is known"


def _products(checked: CheckedReport, found: VulnerabilityReport) -> Iterator[Component]:
    service = checked.service
    itself = service.purl or write_purl("generic", None, service.product, service.version) or checked.id
    identifiers = {"cpe23": service.cpe} if service.cpe and service.cpe.startswith("cpe:2.3:") else {}
    part = found.matched
    inside = [Component(part)] if part and part.startswith("pkg:") and part != itself else []
    yield Component(itself, identifiers, inside)


def _justifications(said: list[VexOpinion]) -> Iterator[str]:
    """Those of the statements that changed the state, where OpenVEX knows the word."""
    return (
        v.justification for v in said if v.justification in _JUSTIFICATIONS and v.status == "not_affected"
    )
