"""Writing an evidence file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from vedette import __version__
from vedette.model.errors import MalformedInput
from vedette.run.evidence.archive import packed
from vedette.run.evidence.gathering import digest, members
from vedette.run.evidence.manifest import (
    MANIFEST,
    MOST_BYTES,
    MOST_FILES,
    SCHEMA_VERSION,
    SIGNATURE,
    Exhibit,
    Listed,
    Manifest,
)
from vedette.run.evidence.signature import sign
from vedette.run.reporting import case_of, put
from vedette.store.places import Store

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class Written:
    """An evidence file that was written."""

    path: Path
    manifest: Manifest
    sha256: str
    """Of the whole file: kept apart from it, it shows that the file is the same."""
    exhibits: tuple[Exhibit, ...]


def create(
    state: Path,
    given: str,
    path: Path | None,
    key: Ed25519PrivateKey | None = None,
    store: Store | None = None,
) -> Written:
    """Write the evidence of the alert that the start of an id means.

    path: the file, whose place is taken; null for one named after the alert in the working directory. store: where the
    alert is kept; in the state folder where it is null. Twice the same evidence gives the same bytes. Raises StoreError, NoSuchAlert, InputError.
    """
    case = case_of(store or state, given)
    alert_id = case.found.kept.alert.id
    place = path or Path(f"{alert_id}.vedette-evidence")
    files = members(case, state)
    manifest = Manifest(
        schema_version=SCHEMA_VERSION, vedette=__version__, alert=alert_id, files=_listed(files)
    )
    encoded = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    files[MANIFEST] = encoded
    if key is not None:
        files[SIGNATURE] = sign(encoded, key)
    data = packed(files)
    if len(data) > MOST_BYTES or len(files) > MOST_FILES:
        raise MalformedInput(str(place), f"would be larger than {MOST_BYTES >> 20} MiB")
    put(place, data)
    exhibits = msgspec.json.decode(files["evidence.json"], type=tuple[Exhibit, ...])
    return Written(place, manifest, digest(data), exhibits)


def _listed(files: Mapping[str, bytes]) -> list[Listed]:
    return [Listed(path=name, size=len(data), sha256=digest(data)) for name, data in sorted(files.items())]
