"""One request, whatever becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from vedette import __version__
from vedette.fetch.interface import MOST_BYTES, Validators
from vedette.fetch.urls import Target

_SHARED: Final = frozenset({"accept", "content-type"})
"""Headers that hold no secret: sent wherever a redirect leads."""
_OWN: Final = {"user-agent": f"vedette/{__version__}", "accept-encoding": "gzip", "accept": "*/*"}


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for, and how: fields that say nothing here are those of `Manner`."""

    target: Target
    into: Path
    body: bytes | None = None
    """Asked by POST with this body, or by GET where null."""
    validators: Validators = field(default_factory=Validators)
    headers: Mapping[str, str] | None = None
    key: str | None = None
    most_bytes: int = MOST_BYTES
    allow_private: bool = False
    allow_insecure: bool = False
    ca_file: Path | None = None

    @property
    def conditional(self) -> bool:
        """Whether `not modified` is an answer."""
        return bool(self.validators.etag or self.validators.last_modified)

    def headers_for(self, place: Target) -> list[tuple[str, str]]:
        """The headers for a server: credentials only for the one that they are meant for."""
        asked = {name.lower(): value for name, value in (self.headers or {}).items()}
        if place.origin != self.target.origin:
            asked = {name: value for name, value in asked.items() if name in _SHARED}
        conditions = {
            "if-none-match": self.validators.etag,
            "if-modified-since": self.validators.last_modified,
        }
        told = {name: value for name, value in conditions.items() if value}
        return list({**_OWN, **told, **asked}.items())
