"""Checking an evidence file: every byte of it, and by whom it is signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from vedette.model.errors import MalformedInput, UnreadableInput
from vedette.run.evidence.archive import unpacked
from vedette.run.evidence.gathering import digest
from vedette.run.evidence.manifest import MANIFEST, MOST_BYTES, SCHEMA_VERSION, SIGNATURE, Manifest
from vedette.run.evidence.signature import fingerprint, signer

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of checking an evidence file."""

    sha256: str
    """Of the whole file."""
    manifest: Manifest | None
    """Null where it has none that can be read."""
    signed_by: str | None
    """Fingerprint of the key whose signature holds; null where there is none."""
    faults: tuple[str, ...]
    """What does not match; empty where all does."""


def verify(path: Path, key: Ed25519PublicKey | None = None, sha256: str | None = None) -> Verified:
    """Check an evidence file. key: that must have signed it; sha256: that the whole file must have.

    Raises UnreadableInput, and MalformedInput where it is too large to be one.
    """
    data = _read(path)
    whole = digest(data)
    members, faults = unpacked(data)
    encoded, content = members.get(MANIFEST), members.get(SIGNATURE)
    manifest = None
    if encoded is None:
        faults.append("has no manifest")
    else:
        manifest = _decoded(encoded, faults)
    if manifest is not None:
        faults += _differences(manifest, members)
    by = None if content is None or encoded is None else signer(content, encoded)
    if content is not None and by is None:
        faults.append("its signature does not hold")
    elif key is not None and by is None:
        faults.append("is not signed")
    elif key is not None and by is not None and by.public_bytes_raw() != key.public_bytes_raw():
        faults.append(f"is signed by another key, {fingerprint(by)}")
    if sha256 is not None and sha256.lower() != whole:
        faults.append(f"is another file than the one of SHA-256 {sha256.lower()}")
    return Verified(whole, manifest, None if by is None else fingerprint(by), tuple(faults))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UnreadableInput(str(path), error.strerror or str(error)) from error
    if len(data) > MOST_BYTES:
        raise MalformedInput(str(path), f"is larger than {MOST_BYTES >> 20} MiB, as no evidence file is")
    return data


def _decoded(encoded: bytes, faults: list[str]) -> Manifest | None:
    try:
        manifest = msgspec.json.decode(encoded, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        faults.append(f"its manifest cannot be read: {error}")
        return None
    if manifest.schema_version != SCHEMA_VERSION:
        faults.append(f"its manifest is of version {manifest.schema_version}, not {SCHEMA_VERSION}")
        return None
    return manifest


def _differences(manifest: Manifest, members: Mapping[str, bytes]) -> Iterator[str]:
    """Files that are not what the manifest says, that are missing, or that it does not name."""
    named = {listed.path: listed for listed in manifest.files}
    if len(named) != len(manifest.files):
        yield "its manifest names a file twice"
    for path, listed in named.items():
        data = members.get(path)
        if data is None:
            yield f"{path} is missing"
        elif len(data) != listed.size or digest(data) != listed.sha256:
            yield f"{path} is not what the manifest says"
    for path in members:
        if path not in named and path not in {MANIFEST, SIGNATURE}:
            yield f"{path} is not named by the manifest"
