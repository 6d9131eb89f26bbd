"""What a recording of one application is made of: the program, its two releases, and who asks it for what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Release(StrEnum):
    """Which of the two services of the recording is asked."""

    VULNERABLE = "vulnerable"
    PATCHED = "patched"


class Effect(StrEnum):
    """How it shows that a try worked."""

    NONE = "none"
    """It is no try."""
    CONTENT = "content"
    """The answer holds what was asked for."""
    CALLBACK = "callback"
    """The server connects to the client."""
    SLOWNESS = "slowness"
    """The answer takes longer than `SLOW`."""


@dataclass(frozen=True)
class Ask:
    """One request."""

    target: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    tries: Effect = Effect.NONE
    holds: tuple[bytes, ...] = ()
    """What an answer holds if the try worked, for `Effect.CONTENT`."""


@dataclass(frozen=True)
class Visit:
    """One client's whole appearance at one of the two services."""

    address: str
    """Documentation address (RFC 5737)."""
    does: str
    """In a few words, for the truth."""
    asks: tuple[Ask, ...]
    release: Release = Release.VULNERABLE
    agent: str = "curl/8.14.1"
    listed: bool = True


@dataclass(frozen=True)
class Side:
    """One of the two services: what is installed, and how the inventory tells of it."""

    version: str
    """Of the product."""
    packages: tuple[str, ...]
    """What npm or pip installs."""
    components: tuple[str, ...] = ()
    """Package URLs of what is inside, where the hole is in a library."""


@dataclass(frozen=True)
class Application:
    """An application, its hole, and its cast."""

    name: str
    """Folder of the recording under `examples/`."""
    product: str
    """Name in the inventory."""
    purl: str
    """Package URL without its version."""
    cve: str
    kind: str
    """What the hole is, in two or three words."""
    installer: str
    """`npm` or `pip`."""
    sides: Mapping[Release, Side]
    command: tuple[str, ...]
    """Starts the service; `PORT` stands for its port, `/srv/installed` for where its packages are."""
    visits: tuple[Visit, ...]
    prepare: tuple[str, ...] = ()
    """Run once where the program is, after the installation."""


SLOW = 2.0
"""Seconds of an answer from which a try to keep the service busy worked."""
