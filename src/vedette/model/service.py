"""Hosts and the applications that listen on them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vedette.model.claim import Claim
from vedette.model.running import Reach, Running


class VersionSource(StrEnum):
    """How a version is known, which decides how far an upstream range can be trusted."""

    DECLARED = "declared"
    """The inventory states it, without more."""
    PACKAGE = "package"
    """A package manager or an SBOM states it."""
    BANNER = "banner"
    """The service says so of itself: patches that a distribution backported do not show."""
    ASSUMED = "assumed"
    """The inventory itself calls it an assumption."""


@dataclass(frozen=True, slots=True)
class Service:
    """An application that listens."""

    id: str
    """`host/name:port/transport`, unique within an inventory."""
    host: str
    """The machine, as the inventory names it: a name or an address."""
    addresses: tuple[str, ...]
    """Addresses of the machine, canonical; empty where the inventory gives none."""
    listen_address: str | None
    """Address that it is bound to; `0.0.0.0` or `::` for all; null where unknown."""
    port: int | None
    transport: str
    """tcp, udp, or unix for a socket in the file system, which has no port."""
    protocol: str | None
    """Application protocol: http, ssh, postgresql, …; null where unknown."""
    product: str
    """The name that the inventory gives: `apache http_server`."""
    version: str | None
    version_source: VersionSource
    purl: str | None
    """Package URL of the application itself."""
    cpe: str | None
    """CPE 2.3 name of the application itself."""
    components: tuple[str, ...]
    """Package URLs of what runs inside it."""
    logs: tuple[str, ...]
    """Glob patterns of its log files."""
    platform: str | None = None
    """Operating system of the host as the inventory names it: `windows`, `Debian 12`; null where it does not."""
    config_files: tuple[str, ...] = ()
    """Its configuration files."""
    reach: Reach | None = None
    """Who can reach it; null where nobody looked."""
    reach_reason: str | None = None
    """Why, as a clause without a full stop."""
    running: Running | None = None
    """What was seen of it on the machine itself; null where it is known from elsewhere."""
    claims: tuple[Claim, ...] = ()
    """What each source says of it, the one that is believed first; empty where only one source was read."""
    refs: tuple[tuple[str, str], ...] = ()
    """Names that bills of materials give to it and to its components, each with the package URL that it means there, or
    nothing for the service itself: VEX statements use them."""

    @property
    def version_verified(self) -> bool:
        """Whether an upstream range can be trusted on this version."""
        return self.version is not None and self.version_source in {
            VersionSource.DECLARED,
            VersionSource.PACKAGE,
        }


def unidentified(
    id_: str,
    host: str,
    product: str,
    *,
    port: int | None,
    transport: str,
    protocol: str | None,
    addresses: tuple[str, ...] = (),
    listen_address: str | None = None,
) -> Service:
    """A service of which only its place is known: what it is and at which version nobody says, so nobody can judge it."""
    return Service(
        id=id_,
        host=host,
        addresses=addresses,
        listen_address=listen_address,
        port=port,
        transport=transport,
        protocol=protocol,
        product=product,
        version=None,
        version_source=VersionSource.ASSUMED,
        purl=None,
        cpe=None,
        components=(),
        logs=(),
    )
