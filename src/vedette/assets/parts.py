"""What inventory formats build services and packages from, the same way for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final

from vedette.model.claim import Claim, Rank
from vedette.model.products import protocol_of
from vedette.model.purl import parse_purl
from vedette.model.service import Service, VersionSource

_ENDINGS: Final = (
    ".gz",
    ".xz",
    ".zst",
    ".bz2",
    ".json",
    ".xml",
    ".txt",
    ".out",
    ".log",
    ".cdx",
    ".spdx",
    ".syft",
    ".bom",
)


def host_of(path: str) -> str:
    """The file's name without its endings stands for the machine, where a source does not name it."""
    name = PurePath(path).name
    for ending in _ENDINGS:
        name = name.removesuffix(ending)
    return name or path


@dataclass(slots=True)
class Notes:
    """What of a document was left out: counted by reason, with the first place of each."""

    path: str
    _counts: Counter[str] = field(default_factory=Counter)
    _first: dict[str, str] = field(default_factory=dict)

    def leave_out(self, place: str, reason: str) -> None:
        """Count one record. place: `line 7`; reason: why, without a full stop."""
        self._counts[reason] += 1
        self._first.setdefault(reason, place)

    def told(self) -> tuple[str, ...]:
        """For people, a sentence for each reason."""
        return tuple(
            f"{self.path}: left out {count:,} × {reason}, first at {self._first[reason]}"
            for reason, count in self._counts.items()
        )


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine that a source speaks of."""

    host: str
    addresses: tuple[str, ...] = ()
    platform: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where an application listens."""

    port: int | None = None
    transport: str = "tcp"
    address: str | None = None


def claimed(
    machine: Machine,
    claim: Claim,
    place: Place,
    *,
    protocol: str | None = None,
    components: Iterable[str] = (),
    refs: tuple[tuple[str, str], ...] = (),
) -> Service:
    """The service that one source describes, with its claim."""
    return Service(
        id=service_id(machine.host, claim.product, place.port, place.transport, place.address),
        host=machine.host,
        addresses=machine.addresses,
        listen_address=place.address,
        port=place.port,
        transport=place.transport,
        protocol=protocol or protocol_of(claim.product, place.port, place.transport),
        product=claim.product,
        version=claim.version,
        version_source=version_source(claim.rank),
        purl=claim.purl,
        cpe=claim.cpe,
        components=tuple(dict.fromkeys(components)),
        logs=(),
        platform=machine.platform,
        claims=(claim,),
        refs=refs,
    )


def service_id(host: str, name: str, port: int | None, transport: str, path: str | None = None) -> str:
    """`host/name:port/transport`; the port is left out where it is not known, and the path stands for it in `unix`."""
    place = f":{path}" if transport == "unix" and path else "" if port is None else f":{port}"
    return f"{host}/{name}{place}/{transport}"


def version_source(rank: Rank) -> VersionSource:
    """How far an upstream range can be trusted on a version that a source of this rank names."""
    match rank:
        case Rank.PACKAGE_MANAGER | Rank.SBOM:
            return VersionSource.PACKAGE
        case Rank.DECLARED | Rank.PROCESS:
            return VersionSource.DECLARED
        case Rank.BANNER:
            return VersionSource.BANNER
        case Rank.PORT:
            return VersionSource.ASSUMED


def rank_of(source: VersionSource) -> Rank:
    """The rank of a version that is known so, where the source says no more."""
    match source:
        case VersionSource.PACKAGE:
            return Rank.PACKAGE_MANAGER
        case VersionSource.DECLARED:
            return Rank.DECLARED
        case VersionSource.BANNER:
            return Rank.BANNER
        case VersionSource.ASSUMED:
            return Rank.PORT


def sound_purl(text: str | None) -> str | None:
    """The text, where it is a package URL."""
    return text if text and parse_purl(text) is not None else None
