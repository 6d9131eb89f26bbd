"""What inventories say: services, packages that are merely installed, and what other scanners think of both."""

from __future__ import annotations

from dataclasses import dataclass

from vedette.model.claim import Rank
from vedette.model.service import Service


@dataclass(frozen=True, slots=True)
class Package:
    """A package on a machine; that something runs it is not known."""

    host: str
    name: str
    version: str | None
    purl: str | None
    """Package URL; null where nothing says of which kind the package is."""
    source: str
    """The source that names it, for people."""
    rank: Rank
    platform: str | None = None
    """Operating system of the machine, where the source names it."""
    owner: str | None = None
    """Package URL of the distribution's package that carries it, and whose verdict it takes; null where none does."""
    path: str | None = None
    """One of its files, absolute; null where the source names none."""

    @property
    def text(self) -> str:
        """What stands for it: its package URL, or name and version."""
        return self.purl or f"{self.name} {self.version or ''}".strip()


@dataclass(frozen=True, slots=True)
class Opinion:
    """What another scanner says of a package: shown beside our own judgement, never instead of it."""

    scanner: str
    """`Trivy`, `Grype`, `OSV-Scanner`, with the version where the report has it."""
    source: str
    """The report."""
    host: str
    package: str
    """Package URL of what it judged, or name and version where the report has none."""
    vulnerability: str
    """CVE where the report has one, else the scanner's own id."""
    aliases: tuple[str, ...]
    state: str
    """`affected`, with what the scanner says of a fix that will not come: `affected, will not be fixed`."""
    fixed_version: str | None
    severity: str | None
    """In the scanner's own word."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """All that one inventory says, or several merged."""

    services: tuple[Service, ...] = ()
    packages: tuple[Package, ...] = ()
    """Packages that are not known to run as a service."""
    opinions: tuple[Opinion, ...] = ()
    notes: tuple[str, ...] = ()
    """What of it could not be used, and why; for people."""
