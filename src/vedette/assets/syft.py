"""Syft's own JSON, schema versions 3 to 16: the packages of an image, a machine or a folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec

from vedette.assets.packages import scanned_purl
from vedette.assets.parts import Machine, Place, claimed, host_of, sound_purl
from vedette.files.json_values import decode
from vedette.model.claim import Claim, Rank
from vedette.model.inventory import Inventory, Package


class Location(msgspec.Struct, frozen=True):
    """A file."""

    path: str = ""


class Artifact(msgspec.Struct, frozen=True):
    """A package; Grype's reports have it from Syft."""

    name: str
    version: str | None = None
    type: str | None = None
    purl: str | None = None
    locations: list[Location] | None = None

    @property
    def path(self) -> str | None:
        """The first file that it was found in; null where none is named."""
        return next((place.path for place in self.locations or () if place.path), None)


class Distro(msgspec.Struct, frozen=True):
    """The distribution, as os-release has it."""

    id: str | None = None
    name: str | None = None
    version_id: str | None = msgspec.field(default=None, name="versionID")
    version: str | None = None


class Source(msgspec.Struct, frozen=True):
    """What was catalogued."""

    type: str | None = None
    name: str | None = None
    version: str | None = None


class Catalogue(msgspec.Struct, frozen=True):
    """A document, reduced to the fields that are used."""

    artifacts: list[Artifact]
    source: Source = Source()
    distro: Distro | None = None


_DECODER: Final = msgspec.json.Decoder(Catalogue)


@dataclass(frozen=True, slots=True)
class Syft:
    """Syft JSON."""

    name: str = "syft"
    title: str = "Syft SBOM"

    def sniff(self, head: bytes) -> float:
        """It opens with its artefacts, and Grype's reports with their matches."""
        if b'"matches"' in head or b'"artifacts"' not in head:
            return 0.0
        return (
            0.95
            if any(mark in head for mark in (b'"foundBy"', b'"syft"', b'"artifactRelationships"'))
            else 0.0
        )

    def read(self, data: bytes, path: str) -> Inventory:
        """The packages; of a single file, the packages inside it are the components of one service."""
        catalogue = decode(data, path, _DECODER, "Syft document")
        distro = catalogue.distro or Distro()
        packages = [_package(artifact, distro, path) for artifact in catalogue.artifacts]
        if catalogue.source.type != "file" or not packages:
            return Inventory(packages=tuple(dict.fromkeys(packages)))
        name = (catalogue.source.name or host_of(path)).rpartition("/")[2] or host_of(path)
        claim = Claim(f"Syft SBOM {path}", Rank.SBOM, name, catalogue.source.version or None)
        inside = [p.purl for p in packages if p.purl is not None]
        service = claimed(
            Machine(host_of(path), platform=packages[0].platform), claim, Place(), components=inside
        )
        return Inventory(services=(service,), packages=tuple(p for p in packages if p.purl is None))


def _package(artifact: Artifact, distro: Distro, path: str) -> Package:
    family, release = distro.id or distro.name, distro.version_id or distro.version
    purl = sound_purl(artifact.purl) or scanned_purl(
        artifact.type or "", artifact.name, artifact.version, family, release
    )
    platform = f"{family} {release or ''}".strip() if family else None
    return Package(
        host_of(path), artifact.name, artifact.version or None, purl, f"Syft SBOM {path}", Rank.SBOM, platform,
        path=artifact.path,
    )  # fmt: skip
