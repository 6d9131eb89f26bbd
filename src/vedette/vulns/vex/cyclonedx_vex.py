"""VEX in CycloneDX documents, JSON, versions 1.4 to 1.7: vulnerabilities with an analysis (ECMA-424).

A vulnerability without an analysis is a scanner's finding, and no statement of VEX.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from vedette.files.json_values import decode
from vedette.vulns.moments import moment
from vedette.vulns.vex.interface import Product, Scope, Statement, Status, VexDocument

_STATES: Final = {
    "resolved": Status.FIXED,
    "resolved_with_pedigree": Status.FIXED,
    "exploitable": Status.AFFECTED,
    "in_triage": Status.UNDER_INVESTIGATION,
    "false_positive": Status.NOT_AFFECTED,
    "not_affected": Status.NOT_AFFECTED,
}
_MAX_DEPTH: Final = 32


class Analysis(msgspec.Struct, frozen=True):
    """What the author found."""

    state: str | None = None
    justification: str | None = None
    detail: str | None = None


class Affected(msgspec.Struct, frozen=True):
    """Versions, and whether they are affected."""

    version: str | None = None
    range: str | None = None
    status: str = "affected"


class Target(msgspec.Struct, frozen=True):
    """A component that is meant."""

    ref: str
    versions: list[Affected] | None = None


class Vulnerability(msgspec.Struct, frozen=True):
    """A vulnerability."""

    id: str | None = None
    analysis: Analysis | None = None
    affects: list[Target] | None = None
    updated: str | None = None


class Component(msgspec.Struct, frozen=True):
    """A component, reduced to what names it."""

    name: str
    version: str | None = None
    purl: str | None = None
    cpe: str | None = None
    bom_ref: str | None = msgspec.field(default=None, name="bom-ref")
    components: list[Component] | None = None


class Organisation(msgspec.Struct, frozen=True):
    """Who made the document or the product."""

    name: str | None = None


class Metadata(msgspec.Struct, frozen=True):
    """What the document is about."""

    timestamp: str | None = None
    component: Component | None = None
    authors: list[Organisation] | None = None
    supplier: Organisation | None = None
    manufacture: Organisation | None = None


class Bom(msgspec.Struct, frozen=True, rename="camel"):
    """A document, reduced to the fields that are used."""

    bom_format: str
    spec_version: str
    metadata: Metadata = Metadata()
    components: list[Component] | None = None
    vulnerabilities: list[Vulnerability] | None = None


_DECODER: Final = msgspec.json.Decoder(Bom)


@dataclass(frozen=True, slots=True)
class CycloneDxVex:
    """CycloneDX VEX."""

    name: str = "cyclonedx_vex"
    title: str = "CycloneDX VEX"

    def sniff(self, head: bytes) -> float:
        """A CycloneDX document; whether it holds vulnerabilities may stand further behind."""
        return 0.9 if b'"bomFormat"' in head and b'"CycloneDX"' in head else 0.0

    def read(self, data: bytes, path: str) -> VexDocument:
        """The statements."""
        bom = decode(data, path, _DECODER, "CycloneDX document")
        known = dict(_components(bom))
        made = bom.metadata
        people = [*(made.authors or ()), made.supplier, made.manufacture]
        author = next((o.name for o in people if o is not None and o.name), None)
        subject = f"the maker of {made.component.name}" if made.component is not None else None
        statements = tuple(
            s
            for found in bom.vulnerabilities or ()
            if (s := _statement(found, known, made.timestamp)) is not None
        )
        return VexDocument(author=author or subject or path, path=path, statements=statements)


def _components(bom: Bom) -> Iterator[tuple[str, Component]]:
    """Every component of the document by its bom-ref."""
    waiting = [(c, 0) for c in (*(bom.components or ()), bom.metadata.component) if c is not None]
    while waiting:
        component, depth = waiting.pop()
        if component.bom_ref is not None:
            yield component.bom_ref, component
        if depth < _MAX_DEPTH:
            waiting += [(inner, depth + 1) for inner in component.components or ()]


def _statement(found: Vulnerability, known: dict[str, Component], made: str | None) -> Statement | None:
    state = _STATES.get(found.analysis.state or "") if found.analysis is not None else None
    if found.id is None or found.analysis is None or state is None:
        return None
    justification = found.analysis.justification
    if found.analysis.state == "false_positive":
        justification = justification or "false_positive"
    return Statement(
        vulnerabilities=(found.id,),
        products=tuple(_product(target, known) for target in found.affects or ()),
        status=state,
        justification=justification,
        detail=found.analysis.detail,
        at=moment(found.updated or made),
    )


def _product(target: Target, known: dict[str, Component]) -> Product:
    """The component of this document, or of the bill of materials that the BOM-link names."""
    component = known.get(target.ref)
    fragment = target.ref.partition("#")[2]
    ids = [target.ref, fragment if fragment.startswith("pkg:") else None]
    if component is not None:
        ids += [component.purl, component.cpe]
    return Product(
        ids=tuple(dict.fromkeys(i for i in ids if i)),
        name=component.name if component is not None else None,
        version=component.version if component is not None else None,
        scopes=tuple(_scope(part) for part in target.versions or () if part.version or part.range),
    )


def _scope(part: Affected) -> Scope:
    status = {"unaffected": Status.NOT_AFFECTED, "unknown": Status.UNDER_INVESTIGATION}.get(part.status)
    return Scope(part.version or part.range or "", status)
