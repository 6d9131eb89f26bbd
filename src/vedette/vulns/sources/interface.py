"""What a source of advisories is, and what it is given to fetch with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

import msgspec

from vedette.fetch import Client, NotModified, Validators
from vedette.vulns.database import Change, SourceState

MOST_DOCUMENT: Final = 1 << 30
"""Bytes of one document: Debian's tracker has some 70 MB, the EPSS scores 2 MB compressed."""
MOST_ARCHIVE: Final = 8 << 30
"""Bytes of one archive: all CVE records together have less than 1 GB compressed."""


class SourceSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[vulns.source.NAME]`: how a source is got, where it is not got as usual."""

    url: str | None = None
    """Its address, or that of a mirror: takes the place of the beginning of all its addresses."""
    releases: tuple[str, ...] = ()
    """Of secdbs: the releases that are fetched, `v3.22`."""
    token_file: str | None = None
    """File that holds a key for it (NVD)."""
    token_env: str | None = None
    """Environment variable that holds it."""
    ca_file: str | None = None
    """Certificates that are trusted for it, in place of the system's."""
    allow_private: bool = False
    """Whether it may be at an address that is not of the public Internet: a mirror of our own."""
    allow_insecure: bool = False
    """Whether it may be fetched over http, where anybody on the way can change it."""


@dataclass(frozen=True, slots=True)
class Getting:
    """What a source is given: how, where to, and what is kept of it."""

    client: Client
    folder: Path
    """An empty folder for its downloads, which is removed afterwards."""
    now: datetime
    settings: SourceSettings
    before: SourceState | None
    """What is kept of it; null the first time."""
    token: str | None
    sleep: Callable[[float], None]
    config_folder: Path
    """What a relative path in the settings starts from."""

    def address(self, home: str, rest: str = "") -> str:
        """An address of the source, at its home or at the mirror that is configured."""
        return (self.settings.url or home).rstrip("/") + (f"/{rest}" if rest else "")

    def get(
        self,
        url: str,
        name: str,
        *,
        validators: tuple[str | None, str | None] | None = None,
        headers: Mapping[str, str] | None = None,
        most_bytes: int = MOST_DOCUMENT,
    ) -> Got | None:
        """Fetch into a file of that name; null where it is the version of the validators. Raises FetchFailed."""
        into = self.folder / name
        answer = self.client.get(
            url,
            into,
            validators=Validators(*validators) if validators else None,
            headers=headers or {},
            most_bytes=most_bytes,
            allow_private=self.settings.allow_private,
            allow_insecure=self.settings.allow_insecure,
            ca_file=self.config_folder / self.settings.ca_file if self.settings.ca_file else None,
        )
        if isinstance(answer, NotModified):
            return None
        return Got(into, (answer.validators.etag, answer.validators.last_modified))


@dataclass(frozen=True, slots=True)
class Got:
    """A document that was fetched."""

    path: Path
    validators: tuple[str | None, str | None]
    """ETag and Last-Modified."""


class Source(Protocol):
    """One source of advisories."""

    @property
    def name(self) -> str:
        """Its id: `osv/PyPI`, `nvd`."""
        ...

    @property
    def title(self) -> str:
        """What people call it."""
        ...

    @property
    def home(self) -> str:
        """Where it is, unless a mirror is configured."""
        ...

    def fetch(self, getting: Getting) -> Change:
        """What is new of it. The documents of the change are read later, before the folder is removed.

        Raises FetchFailed, InputError.
        """
        ...
