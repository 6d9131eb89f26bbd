"""The file of a bundle: a line that says what it is, key, signature, and a ZIP archive (APPNOTE 6.3) of all else.

Nothing of the archive is looked at before the signature over it is known to hold. It is read from a copy of its own,
so that what was checked is what is used.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import msgspec

from vedette.files.replacing import replacing
from vedette.model.errors import MalformedInput, UnreadableInput
from vedette.run.bundle.manifest import MOST_BYTES, CarriedFile, Manifest
from vedette.run.bundle.signing import KEY_BYTES, SIGNATURE_BYTES, holds

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MAGIC: Final = b"vedette bundle 1\n"
MANIFEST: Final = "manifest.json"
_MOST_MANIFEST: Final = 16 << 20
_HEADER: Final = len(MAGIC) + KEY_BYTES + SIGNATURE_BYTES
_PIECE: Final = 1 << 20
_MANIFEST: Final = msgspec.json.Decoder(Manifest)
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every member: two bundles of the same are the same bytes."""


class UntrustedBundle(MalformedInput):
    """A bundle that is not signed by the key that is trusted, or was changed afterwards."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A bundle whose signature holds."""

    path: str
    manifest: Manifest
    sha256: str
    """Of the whole file."""
    archive: ZipFile

    def extract(self, file: CarriedFile, to: Path) -> None:
        """Write a file of the bundle, once it is known to be what the manifest says. Raises MalformedInput."""
        digest, left = hashlib.sha256(), file.size
        try:
            with self.archive.open(file.path) as member, to.open("xb") as written:
                while piece := member.read(min(_PIECE, left + 1)):
                    left -= len(piece)
                    if left < 0:
                        break
                    digest.update(piece)
                    written.write(piece)
        except (BadZipFile, KeyError, NotImplementedError, EOFError, RuntimeError) as error:
            raise MalformedInput(self.path, f"{file.path} cannot be read: {error}") from error
        if left or digest.hexdigest() != file.sha256:
            raise MalformedInput(self.path, f"{file.path} is not what the manifest says")


def seal(path: Path, manifest: Manifest, sources: dict[str, Path | bytes], key: Ed25519PrivateKey) -> None:
    """Write a bundle, in place of whatever stands there. sources: by path in the bundle. Raises OSError."""
    with TemporaryFile(dir=path.parent) as payload, replacing(path) as file:
        _archive(payload, manifest, sources)
        payload.seek(0)
        digest = hashlib.file_digest(payload, "sha512").digest()
        signed = MAGIC + key.public_key().public_bytes_raw()
        file.write(signed + key.sign(signed + digest))
        payload.seek(0)
        shutil.copyfileobj(payload, file, _PIECE)


def _archive(payload: IO[bytes], manifest: Manifest, sources: dict[str, Path | bytes]) -> None:
    with ZipFile(payload, "w") as archive:
        members: dict[str, Path | bytes] = {MANIFEST: msgspec.json.encode(manifest), **sources}
        for name, source in members.items():
            member = ZipInfo(name, _EPOCH)
            member.compress_type = ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            if isinstance(source, bytes):
                archive.writestr(member, source)
                continue
            with source.open("rb") as read, archive.open(member, "w", force_zip64=True) as written:
                shutil.copyfileobj(read, written, _PIECE)


@contextmanager
def opened(path: Path, key: Ed25519PublicKey) -> Iterator[Opened]:
    """A bundle, once its signature is known to hold. Raises UnreadableInput, MalformedInput, UntrustedBundle."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise UnreadableInput(str(path), error.strerror or str(error)) from error
    with file, TemporaryFile() as payload:
        whole = _checked(file, str(path), key, payload)
        try:
            with ZipFile(payload) as archive:
                manifest = _manifest(archive, str(path))
                yield Opened(str(path), manifest, whole, archive)
        except BadZipFile as error:
            raise MalformedInput(str(path), f"holds no archive: {error}") from error


def _checked(file: IO[bytes], path: str, key: Ed25519PublicKey, payload: IO[bytes]) -> str:
    """Copy what the signature is over; the SHA-256 of the whole file."""
    header = file.read(_HEADER)
    if len(header) < _HEADER or not header.startswith(MAGIC):
        raise MalformedInput(path, "is no bundle")
    whole, digest, size = hashlib.sha256(header), hashlib.sha512(), 0
    while piece := file.read(_PIECE):
        size += len(piece)
        if size > MOST_BYTES:
            raise MalformedInput(path, f"is larger than {MOST_BYTES >> 30} GiB")
        whole.update(piece)
        digest.update(piece)
        payload.write(piece)
    signer, signature = header[len(MAGIC) : -SIGNATURE_BYTES], header[-SIGNATURE_BYTES:]
    if not holds(key, signature, MAGIC + signer + digest.digest()):
        other = signer != key.public_bytes_raw()
        raise UntrustedBundle(
            path, "is signed by another key" if other else "was changed after it was signed"
        )
    payload.seek(0)
    return whole.hexdigest()


def _manifest(archive: ZipFile, path: str) -> Manifest:
    """The manifest, and that the archive holds just what it names."""
    try:
        with archive.open(MANIFEST) as member:
            manifest = _MANIFEST.decode(member.read(_MOST_MANIFEST))
    except (KeyError, msgspec.DecodeError, RuntimeError, NotImplementedError, EOFError) as error:
        raise MalformedInput(path, f"has no manifest: {error}") from error
    if fault := manifest.fault():
        raise MalformedInput(path, f"its manifest {fault}")
    if sorted(archive.namelist()) != sorted([MANIFEST, *(file.path for file in manifest.files)]):
        raise MalformedInput(path, "holds other files than its manifest names")
    return manifest
