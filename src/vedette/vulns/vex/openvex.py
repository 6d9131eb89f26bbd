"""OpenVEX documents, versions 0.0.1 and 0.2.0 (OpenVEX specification)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from vedette.files.json_values import decode
from vedette.vulns.moments import moment
from vedette.vulns.vex.interface import Product, Statement, Status, VexDocument


class Component(msgspec.Struct, frozen=True):
    """A product or a component of one."""

    id: str | None = msgspec.field(default=None, name="@id")
    identifiers: dict[str, str] | None = None
    subcomponents: list[Component] | None = None


class Named(msgspec.Struct, frozen=True):
    """A vulnerability."""

    name: str
    aliases: list[str] | None = None


class Assertion(msgspec.Struct, frozen=True):
    """A statement."""

    vulnerability: Named | str
    status: Status
    products: list[Component | str] | None = None
    subcomponents: list[str] | None = None
    justification: str | None = None
    impact_statement: str | None = None
    action_statement: str | None = None
    status_notes: str | None = None
    statement: str | None = None
    timestamp: str | None = None


class Document(msgspec.Struct, frozen=True):
    """A document, reduced to the fields that are used."""

    context: str = msgspec.field(name="@context")
    statements: list[Assertion]
    author: str = ""
    id: str = msgspec.field(default="", name="@id")
    timestamp: str | None = None


_DECODER: Final = msgspec.json.Decoder(Document)


@dataclass(frozen=True, slots=True)
class OpenVex:
    """OpenVEX."""

    name: str = "openvex"
    title: str = "OpenVEX"

    def sniff(self, head: bytes) -> float:
        """Its JSON-LD context."""
        return 1.0 if b"openvex.dev/ns" in head and b'"statements"' in head else 0.0

    def read(self, data: bytes, path: str) -> VexDocument:
        """The statements."""
        document = decode(data, path, _DECODER, "OpenVEX document")
        return VexDocument(
            author=document.author or document.id or path,
            path=path,
            statements=tuple(_statement(said, document.timestamp) for said in document.statements),
        )


def _statement(said: Assertion, made: str | None) -> Statement:
    named = said.vulnerability
    ids = (named,) if isinstance(named, str) else (named.name, *(named.aliases or ()))
    details = (said.impact_statement, said.statement, said.status_notes, said.action_statement)
    return Statement(
        vulnerabilities=ids,
        products=tuple(
            p for given in said.products or () for p in _products(given, said.subcomponents or [])
        ),
        status=said.status,
        justification=said.justification or None,
        detail=next((text for text in details if text), None),
        at=moment(said.timestamp or made),
    )


def _products(given: Component | str, inherited: list[str]) -> Iterator[Product]:
    """The product, or its components where the statement is about those."""
    component = Component(given) if isinstance(given, str) else given
    whole = Product(_ids(component))
    inside = [*(component.subcomponents or ()), *(Component(name) for name in inherited)]
    if not inside:
        yield whole
    for part in inside:
        yield Product(_ids(part), within=whole)


def _ids(component: Component) -> tuple[str, ...]:
    named = [component.id, *(component.identifiers or {}).values()]
    return tuple(dict.fromkeys(name for name in named if name))
