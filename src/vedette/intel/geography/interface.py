"""What a database of places is, and what it tells of an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from vedette.model.errors import InputError

LONGEST_NAME: Final = 200
"""Characters of an organisation's name that are kept."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address is, as far as a database tells. Never guessed."""

    country: str | None = None
    """ISO 3166-1 alpha-2, upper case; null where unknown."""
    asn: int | None = None
    """Number of the autonomous system that announces it; null where unknown."""
    organisation: str | None = None
    """Who runs that network; null where unknown."""

    @property
    def told(self) -> str:
        """`NL, AS13335 Cloudflare`; empty where nothing is known."""
        network = None if self.asn is None else f"AS{self.asn} {self.organisation or ''}".rstrip()
        return ", ".join(filter(None, (self.country, network)))


NOWHERE: Final = Place()
"""What is said of an address that no database knows."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The two ends of a file, by which a database is recognised."""

    head: bytes
    """Up to 64 KiB from the start, decompressed."""
    tail: bytes
    """Up to 128 KiB from the end, decompressed."""


class UnusableDatabase(InputError):
    """A database that cannot be read, or that broke while it was asked."""


class Database(Protocol):
    """An open database."""

    path: str
    """As the user named it."""
    credit: str | None
    """The line that its licence asks to be shown, where it asks for one."""

    def locate(self, ips: Sequence[str]) -> list[Place]:
        """The places of addresses in canonical text, in their order. Raises UnusableDatabase."""
        ...


class DatabaseFormat(Protocol):
    """One kind of database."""

    name: str
    """Its id: also the module's and the test's, with `_` for `-`."""
    title: str
    """What people call it."""

    def sniff(self, sample: Sample) -> bool:
        """Whether a file with these ends is one."""
        ...

    def open(self, file: Path, path: str) -> Database:
        """The database in a file that is not compressed. path: as the user named it. Raises UnusableDatabase."""
        ...


def country_code(text: object) -> str | None:
    """An ISO 3166-1 alpha-2 code in upper case; null for what is none, or says that it is unknown (`??`, `-`, `ZZ`)."""
    code = text.strip().upper() if isinstance(text, str) else ""
    return code if len(code) == 2 and code.isascii() and code.isalpha() and code not in {"ZZ", "XX"} else None
