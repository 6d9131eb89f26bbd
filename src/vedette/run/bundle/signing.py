"""Ed25519 (RFC 8032): keys in PEM files, and the signature of a bundle.

The signature is over the format's first line, the public key, and the SHA-512 of all that follows the header.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vedette.model.errors import InputError, UnreadableInput

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_BYTES: Final = 32
"""Of a public key."""
SIGNATURE_BYTES: Final = 64
_MOST_BYTES: Final = 16 * 1024
"""Of a file that holds a key."""
_HINT: Final = "install vedette with its extra: vedette[bundle]"


class UnusableKey(InputError):
    """A file that holds no key of the kind that is wanted, or a key that cannot be used here."""


def generate(path: Path) -> Path:
    """Make a pair of keys: the private one in a file that its owner alone may read, the public one beside it.

    Returns the path of the public one. Never writes over a file. Raises UnusableKey.
    """
    _needed(str(path))
    from cryptography.hazmat.primitives import serialization as form  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415

    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    public = key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
    beside = path.with_name(f"{path.name}.pub")
    for place, data, mode in ((path, private, 0o600), (beside, public, 0o644)):
        try:
            descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
        except OSError as error:
            raise UnusableKey(str(place), error.strerror or str(error)) from error
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    return beside


def private_key(path: Path) -> Ed25519PrivateKey:
    """The private key in a PEM file. Raises UnreadableInput, UnusableKey."""
    data = _read(path)
    if path.stat().st_mode & 0o077:
        raise UnusableKey(str(path), "may be read by others than its owner", hint=f"chmod 600 {path}")
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    try:
        key = load_pem_private_key(data, None)
    except (ValueError, TypeError) as error:
        raise UnusableKey(str(path), "is no private key in PEM, without a password") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UnusableKey(str(path), "is no Ed25519 key", hint="make one by vedette bundle keygen")
    return key


def public_key(path: Path) -> Ed25519PublicKey:
    """The public key in a PEM file. Raises UnreadableInput, UnusableKey."""
    data = _read(path)
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415

    try:
        key = load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UnusableKey(str(path), "is no public key in PEM") from error
    if not isinstance(key, Ed25519PublicKey):
        raise UnusableKey(str(path), "is no Ed25519 key", hint="make one by vedette bundle keygen")
    return key


def holds(key: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    """Whether the signature is the key's, over the message."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415

    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _read(path: Path) -> bytes:
    _needed(str(path))
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES)
    except OSError as error:
        raise UnreadableInput(str(path), error.strerror or str(error)) from error


def _needed(path: str) -> None:
    try:
        import cryptography  # noqa: F401, PLC0415
    except ImportError as error:
        raise UnusableKey(path, "signatures need the package cryptography", hint=_HINT) from error
