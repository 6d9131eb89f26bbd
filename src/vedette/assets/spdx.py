"""SPDX bills of materials, JSON, versions 2.2 and 2.3 (ISO/IEC 5962).

What the document describes is a service where it is one application, with the other packages as its components; where
it is an image, a machine, a folder or a repository, the packages are merely installed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec

from vedette.assets.parts import Machine, Place, claimed, host_of, sound_purl
from vedette.files.json_values import decode
from vedette.model.claim import Claim, Rank
from vedette.model.errors import MalformedInput
from vedette.model.inventory import Inventory, Package
from vedette.model.purl import parse_purl

_PROGRAMS: Final = frozenset({"APPLICATION", "LIBRARY", "FRAMEWORK"})
_NO_PROGRAMS: Final = frozenset({"github", "generic", "oci", "docker", "bitbucket", "gitlab"})
"""Types of package URLs that name a repository or an image."""


class Reference(msgspec.Struct, frozen=True, rename="camel"):
    """Another name of a package."""

    reference_type: str
    reference_locator: str


class Element(msgspec.Struct, frozen=True, rename="camel"):
    """A package, reduced to the fields that are used."""

    name: str
    id: str | None = msgspec.field(default=None, name="SPDXID")
    version: str | None = msgspec.field(default=None, name="versionInfo")
    purpose: str | None = msgspec.field(default=None, name="primaryPackagePurpose")
    external_refs: list[Reference] | None = None

    def named(self, kind: str) -> str | None:
        """Its first name of that kind: `purl`, `cpe23Type`."""
        return next((r.reference_locator for r in self.external_refs or () if r.reference_type == kind), None)


class Relationship(msgspec.Struct, frozen=True, rename="camel"):
    """How two elements relate."""

    relationship_type: str
    element: str = msgspec.field(name="spdxElementId")
    related: str = msgspec.field(name="relatedSpdxElement")


class Bom(msgspec.Struct, frozen=True, rename="camel"):
    """A document, reduced to the fields that are used."""

    spdx_version: str
    packages: list[Element] | None = None
    document_describes: list[str] | None = None
    relationships: list[Relationship] | None = None


_DECODER: Final = msgspec.json.Decoder(Bom)


@dataclass(frozen=True, slots=True)
class Spdx:
    """SPDX JSON."""

    name: str = "spdx"
    title: str = "SPDX SBOM"

    def sniff(self, head: bytes) -> float:
        """`spdxVersion` is required."""
        return 1.0 if b'"spdxVersion"' in head else 0.0

    def read(self, data: bytes, path: str) -> Inventory:
        """A service with its components, or packages."""
        bom = decode(data, path, _DECODER, "SPDX document")
        if bom.spdx_version not in {"SPDX-2.2", "SPDX-2.3"}:
            raise MalformedInput(
                path, f"$.spdxVersion: {bom.spdx_version!r} is not supported: 2.2 and 2.3 are"
            )
        described = _described(bom)
        subjects = [e for e in bom.packages or () if e.id in described]
        others = [e for e in bom.packages or () if e.id not in described]
        if not subjects and not others:
            raise MalformedInput(path, "$.packages: there is none, so nothing to judge")
        if len(subjects) == 1 and _is_program(subjects[0]):
            return _program(subjects[0], others, path)
        roots = [e for e in subjects if sound_purl(e.named("purl")) is not None and _is_program(e)]
        return Inventory(packages=tuple(dict.fromkeys(_package(e, path) for e in (*roots, *others))))


def _described(bom: Bom) -> set[str | None]:
    said = set(bom.document_describes or ())
    said |= {r.related for r in bom.relationships or () if r.relationship_type == "DESCRIBES"}
    said |= {r.element for r in bom.relationships or () if r.relationship_type == "DESCRIBED_BY"}
    return {*said}


def _is_program(element: Element) -> bool:
    if element.purpose is not None:
        return element.purpose in _PROGRAMS
    purl = parse_purl(element.named("purl") or "")
    return purl is not None and purl.type not in _NO_PROGRAMS


def _program(subject: Element, parts: list[Element], path: str) -> Inventory:
    cpe = subject.named("cpe23Type")
    claim = Claim(
        source=f"SPDX SBOM {path}",
        rank=Rank.SBOM,
        product=subject.name,
        version=_version(subject),
        purl=sound_purl(subject.named("purl")),
        cpe=cpe if cpe and cpe.startswith("cpe:2.3:") else None,
    )
    packages = [_package(part, path) for part in parts]
    service = claimed(
        Machine(host_of(path)), claim, Place(), components=[p.purl for p in packages if p.purl is not None]
    )
    return Inventory(services=(service,), packages=tuple(p for p in packages if p.purl is None))


def _package(element: Element, path: str) -> Package:
    purl = sound_purl(element.named("purl"))
    return Package(host_of(path), element.name, _version(element), purl, f"SPDX SBOM {path}", Rank.SBOM)


def _version(element: Element) -> str | None:
    return None if element.version in {None, "", "NOASSERTION", "NONE"} else element.version
