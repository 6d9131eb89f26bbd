"""What is asked of a fetch, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypedDict

MOST_BYTES: Final = 64 << 20
"""Bytes of a document at most, decoded: as many as a list may have."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often is tried. Times in seconds."""

    connect: float = 10
    """For a connection, and for its TLS handshake."""
    read: float = 20
    """For the next bytes of an answer."""
    total: float = 300
    """For a whole answer, redirects included: a server that sends a byte now and then (slow loris) ends here."""
    redirects: int = 5
    """Redirects followed."""
    attempts: int = 3
    """Times that a request is made, where its failure may pass."""
    back_off: float = 1
    """Waited before the second attempt, doubled before each further one, and shortened by chance (jitter)."""
    longest_wait: float = 60
    """The longest wait that a server may ask for by Retry-After; one that asks for more is asked no more this time."""
    ratio: int = 100
    """Decoded bytes for each byte received, at most: text compresses to a third or a tenth, a bomb to a thousandth."""
    ratio_from: int = 1 << 20
    """Decoded bytes from which on the ratio is looked at: small documents may well be repetitive."""


class Manner(TypedDict, total=False):
    """How a document may be fetched. What is left out is as strict as it can be."""

    headers: Mapping[str, str] | None
    """Sent to the server of the URL and to no other."""
    key: str | None
    """Takes the place of `{key}` in the URL, and is never shown."""
    most_bytes: int
    """Bytes of the document at most, decoded; MOST_BYTES where it is left out."""
    allow_private: bool
    """Whether from addresses that are not of the public Internet, too."""
    allow_insecure: bool
    """Whether over http, too."""
    ca_file: Path | None
    """Certificates that are trusted in place of the system's."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of a version of a document, to be asked whether there is a newer one (RFC 9110, 8.8)."""

    etag: str | None = None
    last_modified: str | None = None
    """As the server wrote it."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document that has been fetched whole."""

    path: Path
    """Where it stands now."""
    url: str
    """Where it came from in the end, after redirects; without query, which may hold secrets."""
    validators: Validators
    """What the server says of this version."""
    bytes: int
    """Its size, decoded."""
    sha256: str
    """Of the decoded document, in hexadecimal digits."""
    certificate: str | None
    """SHA-256 of the server's certificate (DER), in hexadecimal digits; null without TLS."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """The answer's headers, names in lower case."""


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that the version of the validators is still the newest."""

    url: str
    """As in `Fetched`."""
    certificate: str | None
    """As in `Fetched`."""
