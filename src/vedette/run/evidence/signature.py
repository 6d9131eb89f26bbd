"""The signature of an evidence file: Ed25519 (RFC 8032) over its manifest, which has the hash of all else.

`manifest.sig` is two lines of hexadecimal digits: the public key, and its signature over the format's name, the key and
the SHA-512 of the manifest.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from vedette.run.bundle.signing import KEY_BYTES, SIGNATURE_BYTES, holds

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_NAME: Final = b"vedette evidence 1\n"


def sign(manifest: bytes, key: Ed25519PrivateKey) -> bytes:
    """The content of `manifest.sig`."""
    public = key.public_key().public_bytes_raw()
    return f"{public.hex()}\n{key.sign(_message(public, manifest)).hex()}\n".encode("ascii")


def signer(content: bytes, manifest: bytes) -> Ed25519PublicKey | None:
    """The key whose signature of the manifest this is; null where it is none, or does not hold."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    try:
        public, signature = (bytes.fromhex(line) for line in content.decode("ascii").splitlines())
        if len(public) != KEY_BYTES or len(signature) != SIGNATURE_BYTES:
            return None
        key = Ed25519PublicKey.from_public_bytes(public)
    except ValueError:
        return None
    written = f"{public.hex()}\n{signature.hex()}\n".encode("ascii") == content
    return key if written and holds(key, signature, _message(public, manifest)) else None


def fingerprint(key: Ed25519PublicKey) -> str:
    """By which people compare keys: the start of the SHA-256 of its 32 bytes."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:32]


def _message(public: bytes, manifest: bytes) -> bytes:
    return _NAME + public + hashlib.sha512(manifest).digest()
