"""The manifest of an evidence file: every file in it, with its hash."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

SCHEMA_VERSION: Final = 1
MOST_FILES: Final = 20_000
MOST_BYTES: Final = 512 << 20
"""Of an evidence file."""
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.sig"


class Listed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file."""

    path: str
    size: Annotated[int, msgspec.Meta(ge=0, le=MOST_BYTES)]
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an evidence file holds. It has no time of its own: the same evidence gives the same file."""

    schema_version: int
    vedette: str
    """Version of the program that made it, whose rules it holds."""
    alert: Annotated[str, msgspec.Meta(max_length=64)]
    """Id of the alert."""
    files: Annotated[list[Listed], msgspec.Meta(max_length=MOST_FILES)]


class Exhibit(msgspec.Struct, frozen=True, kw_only=True):
    """One item of evidence, as `evidence.json` lists it."""

    number: int
    source: str
    line: int | None
    offset: int | None
    time: str | None
    excerpt: str
    shows: str
    file: str | None
    """Where in the evidence file the whole line, or the packet and those around it, stand."""
    sha256: str | None
    """Of the whole line without its end, or of the packet as captured."""
    size: int | None
    agrees: bool | None
    """Whether the excerpt stands in the line; null where that cannot be told, as of a packet."""
    problem: str | None
    """Why it could not be read again."""
