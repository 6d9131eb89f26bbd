"""CycloneDX bills of materials, JSON, versions 1.2 to 1.7 (ECMA-424).

An application becomes a service, and the components within it become the service's components. Applications are the
document's own subject (`metadata.component`) and every component of type `application`. The components of a document
about a whole machine or image are packages that are merely installed.

A bill of materials names no listeners. It may say them in properties of the application: `vedette:host`,
`vedette:address` (may repeat), `vedette:platform` and `vedette:listen` (`8080`, `tcp/8080` or `udp/53`, may repeat).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from vedette.assets.cyclonedx_findings import Tool, Tools, opinions, scanner_of
from vedette.assets.packages import (
    distribution_of,
    distribution_purl,
    distro_among,
    source_package,
    system_purl,
)
from vedette.assets.parts import Machine, Notes, Place, claimed, host_of, sound_purl
from vedette.files.json_values import decode
from vedette.model.claim import Claim, Rank
from vedette.model.errors import MalformedInput
from vedette.model.inventory import Inventory, Opinion, Package
from vedette.model.purl import qualified, write_purl
from vedette.model.service import Service

MAX_DEPTH: Final = 32
"""Components may nest; deeper than this is hostile."""
_NO_PACKAGES: Final = frozenset({"operating-system", "file", "device", "container", "data"})
"""Types of components that no advisory is about as a package."""
_SUBJECTS: Final = frozenset({"application", "library", "framework"})
"""Types of a document's subject that are one program; the others are a machine, an image or a folder."""


class Property(msgspec.Struct, frozen=True):
    """A name and a value that a tool added."""

    name: str
    value: str | None = None


class Component(msgspec.Struct, frozen=True):
    """A component, reduced to the fields that are used."""

    name: str
    type: str = "library"
    bom_ref: str | None = msgspec.field(default=None, name="bom-ref")
    group: str | None = None
    version: str | None = None
    purl: str | None = None
    cpe: str | None = None
    components: list[Component] | None = None
    properties: list[Property] | None = None


class Metadata(msgspec.Struct, frozen=True):
    """What the document is about, and what made it."""

    component: Component | None = None
    tools: list[Tool] | Tools | None = None


class Bom(msgspec.Struct, frozen=True, rename="camel"):
    """A bill of materials, reduced to the fields that are used."""

    bom_format: str
    spec_version: str
    serial_number: str | None = None
    version: int = 1
    metadata: Metadata | None = None
    components: list[Component] | None = None
    vulnerabilities: list[msgspec.Raw] | None = None


_PATHS: Final = ("syft:location:0:path", "aquasecurity:trivy:FilePath")
"""Properties in which tools tell where a component was found."""
_SOURCE_FACTS: Final = ("Name", "Version", "Release", "Epoch")
_DECODER: Final = msgspec.json.Decoder(Bom)
_VERSIONS: Final = frozenset({"1.2", "1.3", "1.4", "1.5", "1.6", "1.7"})


@dataclass(frozen=True, slots=True)
class CycloneDx:
    """CycloneDX JSON."""

    name: str = "cyclonedx"
    title: str = "CycloneDX SBOM"

    def sniff(self, head: bytes) -> float:
        """`bomFormat` is required from version 1.2 on."""
        return 1.0 if b'"bomFormat"' in head and b'"CycloneDX"' in head else 0.0

    def read(self, data: bytes, path: str) -> Inventory:
        """One service for each listener of each application, or without a port where no listener is given."""
        bom = decode(data, path, _DECODER, "CycloneDX document")
        if bom.bom_format != "CycloneDX" or bom.spec_version not in _VERSIONS:
            raise MalformedInput(
                path, f"$.specVersion: CycloneDX {bom.spec_version!r} is not supported: 1.2 to 1.7 are"
            )
        components = [c for c in _flatten(bom.components or (), path) if not _is_listing(c)]
        subject = bom.metadata.component if bom.metadata else None
        if bom.vulnerabilities is not None and not components:
            raise MalformedInput(
                path,
                "is a VEX document: it states vulnerabilities of a product, and lists no components",
                hint="give it with --vex, and the bill of materials that it refers to here",
            )
        inside: list[tuple[Component, list[Component]]] = []
        if subject is not None and subject.type in _SUBJECTS:
            inside.append((subject, components))
        inside += [
            (c, list(_flatten(c.components or (), path))) for c in components if c.type == "application"
        ]
        if not inside and not components:
            raise MalformedInput(path, "names no application and no component, so there is nothing to judge")
        document = _Document(bom, path, [c.version for c in components])
        services = [service for app, parts in inside for service in document.services(app, parts)]
        # What an application is made of is judged as a part of it; the rest is merely installed.
        packages = (
            [] if subject is not None and subject.type in _SUBJECTS else document.packages(components, inside)
        )
        notes = Notes(path)
        return Inventory(
            services=tuple(services),
            packages=tuple(dict.fromkeys(packages)),
            opinions=tuple(dict.fromkeys(document.opinions(components, notes))),
            notes=notes.told(),
        )


def _is_listing(component: Component) -> bool:
    """Trivy calls a lock file an application, too: that is where packages are listed, and nothing that runs."""
    return any(fact.name == "aquasecurity:trivy:Class" for fact in component.properties or ())


def _flatten(components: list[Component] | tuple[()], path: str, depth: int = 0) -> Iterator[Component]:
    """All components, those within components after their parent."""
    if depth > MAX_DEPTH:
        raise MalformedInput(path, f"$.components: nested more than {MAX_DEPTH} deep")
    for component in components:
        yield component
        yield from _flatten(component.components or (), path, depth + 1)


class _Document:
    """What a document says once for all of its components."""

    def __init__(self, bom: Bom, path: str, versions: list[str | None]) -> None:
        self._bom, self._path = bom, path
        self._subject = bom.metadata.component if bom.metadata else None
        self._distribution = distribution_of(versions)
        self._distro = distro_among(self._distribution or "", versions)
        self._source = f"CycloneDX SBOM {path}"

    def services(self, app: Component, parts: list[Component]) -> Iterator[Service]:
        """One for each of its listeners."""
        subject = self._subject
        facts = (app.properties or []) + (
            (subject.properties or []) if subject and subject is not app else []
        )
        machine = Machine(
            host=next(iter(_values(facts, "vedette:host")), host_of(self._path)),
            addresses=tuple(_values(facts, "vedette:address")),
            platform=next(iter(_values(facts, "vedette:platform")), None),
        )
        claim = Claim(self._source, Rank.SBOM, app.name, app.version or None, self._purl(app), app.cpe)
        listeners = [_listener(text, self._path) for text in _values(app.properties or [], "vedette:listen")]
        for place in listeners or [Place()]:
            yield claimed(
                machine,
                claim,
                place,
                components=[self._component_purl(part) for part in parts],
                refs=tuple(dict.fromkeys(self._refs(app, parts))),
            )

    def packages(
        self, components: list[Component], inside: list[tuple[Component, list[Component]]]
    ) -> Iterator[Package]:
        """The components that are neither an application nor a part of one."""
        taken = {id(c) for app, parts in inside for c in (app, *parts)}
        for c in components:
            if id(c) not in taken and c.type not in {*_NO_PACKAGES, "application"}:
                yield Package(
                    host_of(self._path), _full_name(c), c.version or None, self._purl(c), self._source, Rank.SBOM,
                    path=next((path for name in _PATHS for path in _values(c.properties or [], name)), None),
                )  # fmt: skip

    def opinions(self, components: list[Component], notes: Notes) -> Iterator[Opinion]:
        """What the scanner that made the document calls vulnerable."""
        named = {
            c.bom_ref: self._purl(c) or f"{c.name} {c.version or ''}".strip() for c in components if c.bom_ref
        }
        scanner = scanner_of(self._bom.metadata.tools if self._bom.metadata else None)
        yield from opinions(self._bom.vulnerabilities or (), named, scanner, host_of(self._path), notes)

    def _refs(self, app: Component, parts: list[Component]) -> Iterator[tuple[str, str]]:
        """Names that VEX statements may use: BOM-links, and bom-refs that no other document is likely to have."""
        for component, means in [(app, ""), *((part, self._component_purl(part)) for part in parts)]:
            if component.bom_ref is None:
                continue
            yield component.bom_ref, means
            if self._bom.serial_number is not None:
                serial = self._bom.serial_number.removeprefix("urn:uuid:")
                yield f"urn:cdx:{serial}/{self._bom.version}#{component.bom_ref}", means

    def _purl(self, component: Component) -> str | None:
        """The component's package URL, or the one that its version or the tool that listed it gives away."""
        known, facts = sound_purl(component.purl), component.properties or []
        if known is not None:
            source = _source_by_trivy(facts, component)
            return known if source is None else qualified(known, {"upstream": source})
        kind = next(iter(_values(facts, "syft:package:type")), None)
        if kind is None or self._distribution is None or not self._distribution.startswith(f"{kind}/"):
            return distribution_purl(component.name, component.version)
        source = "@".join(
            text
            for name in ("source", "sourceVersion")
            for text in _values(facts, f"syft:metadata:{name}")[:1]
        )
        return system_purl(
            self._distribution, component.name, component.version, distro=self._distro, source=source or None
        )

    def _component_purl(self, component: Component) -> str:
        """As `_purl`; where nothing says the type it is `generic`, so that no component is lost from sight."""
        known = self._purl(component)
        if known is not None:
            return known
        return write_purl("generic", component.group, component.name, component.version) or component.name


def _full_name(component: Component) -> str:
    return f"{component.group}/{component.name}" if component.group else component.name


def _values(properties: list[Property], name: str) -> list[str]:
    return [p.value for p in properties if p.name == name and p.value]


def _source_by_trivy(facts: list[Property], component: Component) -> str | None:
    """The source package that Trivy names, as package URLs do; null where it is the component itself."""
    told = {name: next(iter(_values(facts, f"aquasecurity:trivy:Src{name}")), "") for name in _SOURCE_FACTS}
    version = f"{told['Version']}-{told['Release']}" if told["Release"] else told["Version"]
    epoch = f"{told['Epoch']}:" if told["Epoch"] not in {"", "0"} else ""
    return source_package(told["Name"], f"{epoch}{version}", component.name, component.version)


def _listener(text: str, path: str) -> Place:
    transport, slash, port = text.rpartition("/")
    if (
        (slash and transport not in {"tcp", "udp"})
        or not (port.isascii() and port.isdigit())
        or int(port) > 65535
    ):
        raise MalformedInput(path, f"property vedette:listen: {text!r} is no listener like tcp/8080")
    return Place(int(port), transport or "tcp")
