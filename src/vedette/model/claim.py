"""What one source says of a service, and how far it is believed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Rank(StrEnum):
    """How a source knows what it says of a service; of several sources the one that ranks highest is believed."""

    PACKAGE_MANAGER = "package manager"
    """The machine's own package manager, or what runs there, was asked."""
    SBOM = "sbom"
    """A bill of materials, or a scanner's list of packages."""
    DECLARED = "declared"
    """A person wrote it down."""
    PROCESS = "process"
    """The name of the process that listens."""
    BANNER = "banner"
    """The service says so of itself."""
    PORT = "port"
    """Guessed from the port."""

    @property
    def order(self) -> int:
        """0 for the one that is believed before all others."""
        return list(Rank).index(self)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says of a service."""

    source: str
    """Format and file, for people: `Nmap XML scan.xml`."""
    rank: Rank
    product: str
    version: str | None
    purl: str | None = None
    cpe: str | None = None
