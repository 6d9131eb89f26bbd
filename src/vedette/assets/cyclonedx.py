"""CycloneDX bills of materials, JSON, versions 1.2 to 1.6 (ECMA-424).

An application becomes a service, and the components within it become the service's components. Applications are the
document's own subject (`metadata.component`) and every component of type `application`. A document about a whole
machine or image has neither: there the packages of well-known server products are the applications.

A bill of materials names no listeners. It may say them in properties of the application: `vedette:host`,
`vedette:address` (may repeat), `vedette:platform` and `vedette:listen` (`8080`, `tcp/8080` or `udp/53`, may repeat).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

import msgspec
from packageurl import PackageURL

from vedette.assets.inventory import service_id
from vedette.assets.packages import distribution_purl
from vedette.model.errors import MalformedInput
from vedette.model.products import product_of_package, protocol_of
from vedette.model.purl import parse_purl
from vedette.model.service import Service, VersionSource

MAX_DEPTH: Final = 32
"""Components may nest; deeper than this is hostile."""
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
    group: str | None = None
    version: str | None = None
    purl: str | None = None
    cpe: str | None = None
    components: list[Component] | None = None
    properties: list[Property] | None = None


class Metadata(msgspec.Struct, frozen=True):
    """What the document is about."""

    component: Component | None = None


class Bom(msgspec.Struct, frozen=True, rename="camel"):
    """A bill of materials, reduced to the fields that are used."""

    bom_format: str
    spec_version: str
    metadata: Metadata | None = None
    components: list[Component] | None = None
    vulnerabilities: list[msgspec.Raw] | None = None


_DECODER: Final = msgspec.json.Decoder(Bom)
_VERSIONS: Final = frozenset({"1.2", "1.3", "1.4", "1.5", "1.6"})


@dataclass(frozen=True, slots=True)
class CycloneDx:
    """CycloneDX JSON."""

    name: str = "cyclonedx"
    title: str = "CycloneDX SBOM"

    def sniff(self, head: bytes) -> float:
        """`bomFormat` is required from version 1.2 on."""
        return 1.0 if b'"bomFormat"' in head and b'"CycloneDX"' in head else 0.0

    def read(self, data: bytes, path: str) -> list[Service]:
        """One service for each listener of each application, or without a port where no listener is given."""
        bom = _decode(data, path)
        components = list(_flatten(bom.components or (), path))
        subject = bom.metadata.component if bom.metadata else None
        if bom.vulnerabilities is not None and not components:
            raise MalformedInput(
                path,
                "is a VEX document: it states vulnerabilities of a product, and lists no components",
                hint="give the bill of materials that it refers to",
            )
        inside: list[tuple[Component, list[Component]]] = []
        if subject is not None and subject.type in _SUBJECTS:
            inside.append((subject, components))
        inside += [
            (c, list(_flatten(c.components or (), path))) for c in components if c.type == "application"
        ]
        if not inside:
            inside = [(c, []) for c in components if product_of_package(c.name) is not None]
        if not inside:
            raise MalformedInput(
                path, "names no application and no server package, so there is no service in it"
            )
        host = _stem(path)
        return [service for app, parts in inside for service in _services(app, parts, subject, host, path)]


def _decode(data: bytes, path: str) -> Bom:
    try:
        bom = _DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedInput(path, f"is no CycloneDX document: {error}") from None
    if bom.bom_format != "CycloneDX" or bom.spec_version not in _VERSIONS:
        raise MalformedInput(
            path, f"$.specVersion: CycloneDX {bom.spec_version!r} is not supported: 1.2 to 1.6 are"
        )
    return bom


def _flatten(components: list[Component] | tuple[()], path: str, depth: int = 0) -> Iterator[Component]:
    """All components, those within components after their parent."""
    if depth > MAX_DEPTH:
        raise MalformedInput(path, f"$.components: nested more than {MAX_DEPTH} deep")
    for component in components:
        yield component
        yield from _flatten(component.components or (), path, depth + 1)


def _services(
    app: Component, parts: list[Component], subject: Component | None, default_host: str, path: str
) -> Iterator[Service]:
    facts = (app.properties or []) + ((subject.properties or []) if subject and subject is not app else [])
    hosts = _values(facts, "vedette:host")
    host = hosts[0] if hosts else default_host
    listeners: list[tuple[str, int | None]] = [
        _listener(text, path) for text in _values(app.properties or [], "vedette:listen")
    ]
    purl = _purl(app)
    for transport, port in listeners or [("tcp", None)]:
        yield Service(
            id=service_id(host, app.name, port, transport),
            host=host,
            addresses=tuple(_values(facts, "vedette:address")),
            listen_address=None,
            port=port,
            transport=transport,
            protocol=protocol_of(app.name, port, transport),
            product=app.name,
            version=app.version,
            version_source=VersionSource.PACKAGE,
            purl=purl,
            cpe=app.cpe,
            components=tuple(dict.fromkeys(_component_purl(part) for part in parts)),
            logs=(),
            platform=next(iter(_values(facts, "vedette:platform")), None),
        )


def _values(properties: list[Property], name: str) -> list[str]:
    return [p.value for p in properties if p.name == name and p.value]


def _listener(text: str, path: str) -> tuple[str, int | None]:
    transport, slash, port = text.rpartition("/")
    if (
        (slash and transport not in {"tcp", "udp"})
        or not (port.isascii() and port.isdigit())
        or int(port) > 65535
    ):
        raise MalformedInput(path, f"property vedette:listen: {text!r} is no listener like tcp/8080")
    return transport or "tcp", int(port)


def _purl(component: Component) -> str | None:
    """The component's package URL, or the one that its version gives away."""
    if component.purl is not None and parse_purl(component.purl) is not None:
        return component.purl
    return distribution_purl(component.name, component.version)


def _component_purl(component: Component) -> str:
    """As `_purl`; where nothing says the type it is `generic`, so that no component is lost from sight."""
    known = _purl(component)
    if known is not None:
        return known
    return PackageURL("generic", component.group, component.name, component.version).to_string()


def _stem(path: str) -> str:
    """The file's name without its endings stands for the machine, where no property names it."""
    name = PurePath(path).name
    for ending in (".gz", ".json", ".cdx", ".bom"):
        name = name.removesuffix(ending)
    return name or path
