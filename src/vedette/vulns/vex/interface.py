"""What a VEX format is, and what it yields: statements that a vulnerability does, or does not, hold for products.

After CISA, *Minimum Requirements for Vulnerability Exploitability eXchange (VEX)*, 2023. A format never judges: what a
statement means for a service is decided in `vedette.vulns.vex.applying`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Status(StrEnum):
    """What a statement says of a vulnerability in a product."""

    NOT_AFFECTED = "not_affected"
    AFFECTED = "affected"
    FIXED = "fixed"
    UNDER_INVESTIGATION = "under_investigation"


@dataclass(frozen=True, slots=True)
class Scope:
    """Versions that a statement is limited to, and what it says of them."""

    versions: str
    """One version, or a range in the notation of `vers` (`vers:semver/>=2.2.0|<=2.4.0`)."""
    status: Status | None
    """What holds for them; null for what the statement says."""


@dataclass(frozen=True, slots=True)
class Product:
    """A product that a statement is about."""

    ids: tuple[str, ...]
    """Package URLs, CPE names, BOM-links and bom-refs: each names it."""
    name: str | None = None
    version: str | None = None
    scopes: tuple[Scope, ...] = ()
    """Versions that are meant; empty for the one that the names say, or for all."""
    within: Product | None = None
    """The product that holds it as a component: the statement says nothing of it elsewhere."""

    def __str__(self) -> str:
        own = next(iter(self.ids), None) or f"{self.name or '?'} {self.version or ''}".strip()
        return own if self.within is None else f"{own} in {self.within}"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement."""

    vulnerabilities: tuple[str, ...]
    """Ids that mean the vulnerability."""
    products: tuple[Product, ...]
    status: Status
    justification: str | None = None
    """In the format's own word."""
    detail: str | None = None
    """In the author's words."""
    at: datetime | None = None
    """When it was made; UTC."""


@dataclass(frozen=True, slots=True)
class VexDocument:
    """A document."""

    author: str
    """Who says it; the document's id or file where it names nobody."""
    path: str
    statements: tuple[Statement, ...]
    notes: tuple[str, ...] = ()
    """What of it could not be used, and why; for people."""


class VexFormat(Protocol):
    """One VEX format."""

    @property
    def name(self) -> str:
        """Its id: also the module's, the test's and the documentation's."""
        ...

    @property
    def title(self) -> str:
        """What people call it."""
        ...

    def sniff(self, head: bytes) -> float:
        """Confidence from 0 to 1 that a document starts like this format. head: up to 64 KiB, decompressed."""
        ...

    def read(self, data: bytes, path: str) -> VexDocument:
        """The statements. Raises MalformedInput, naming the field, where the document breaks the format."""
        ...
