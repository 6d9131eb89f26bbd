"""Inventories written as CycloneDX 1.6 (ECMA-424), so that other tools can read them.

Each service is an application with its components and, in properties that Vedette reads back, its machine and
listener. The sources of a service are told in its properties as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

import msgspec

from vedette.model.inventory import Inventory, Package
from vedette.model.purl import parse_purl
from vedette.model.service import Service

SPEC_VERSION: Final = "1.6"


def cyclonedx(inventory: Inventory) -> dict[str, Any]:
    """The document. The same inventory gives the same document, its serial number included."""
    components = [*map(_application, inventory.services), *map(_library, _packages(inventory))]
    serial = uuid5(NAMESPACE_URL, msgspec.json.encode(components).decode())
    return {
        "$schema": f"http://cyclonedx.org/schema/bom-{SPEC_VERSION}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": SPEC_VERSION,
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {"tools": {"components": [{"type": "application", "name": "vedette"}]}},
        "components": components,
    }


def _application(service: Service) -> dict[str, Any]:
    listen = [] if service.port is None else [f"{service.transport}/{service.port}"]
    facts = [
        ("vedette:host", [service.host]),
        ("vedette:address", service.addresses),
        ("vedette:platform", [service.platform] if service.platform else []),
        ("vedette:listen", listen if service.transport in {"tcp", "udp"} else []),
        (
            "vedette:source",
            [f"{c.rank}: {c.source}: {c.product} {c.version or ''}".strip() for c in service.claims],
        ),
    ]
    inside = [_component(text, f"{service.id}#{text}") for text in service.components]
    return {
        "type": "application",
        "bom-ref": service.id,
        "name": service.product,
        **_known(version=service.version, purl=service.purl, cpe=service.cpe),
        "properties": [{"name": name, "value": value} for name, values in facts for value in values],
        **({"components": inside} if inside else {}),
    }


def _packages(inventory: Inventory) -> Iterator[Package]:
    """Each package of a machine once: a document may not name one twice."""
    seen: set[str] = set()
    for package in inventory.packages:
        ref = f"{package.host}/{package.text}"
        if ref not in seen:
            seen.add(ref)
            yield package


def _library(package: Package) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": f"{package.host}/{package.text}",
        "name": package.name,
        **_known(version=package.version, purl=package.purl),
        "properties": [
            {"name": "vedette:host", "value": package.host},
            {"name": "vedette:source", "value": package.source},
        ],
    }


def _component(text: str, ref: str) -> dict[str, Any]:
    purl = parse_purl(text)
    if purl is None:
        return {"type": "library", "bom-ref": ref, "name": text}
    return {"type": "library", "bom-ref": ref, "name": purl.name, **_known(version=purl.version, purl=text)}


def _known(**fields: str | None) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value is not None}
