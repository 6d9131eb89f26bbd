"""What a bundle holds: a closed set of places, so that nothing can be put anywhere else."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePosixPath
from typing import Annotated, Final

import msgspec

from vedette.config.loading import is_feed_name
from vedette.intel.gate.decision import Decision
from vedette.intel.store.version import FILES
from vedette.vulns.database import FILE_NAME

SCHEMA_VERSION: Final = 1
MOST_FILES: Final = 10_000
MOST_BYTES: Final = 8 << 30
"""Of all files together, and of the bundle itself."""
ADVISORIES: Final = f"vulns/{FILE_NAME}"
CONFIGURATION: Final = "config.toml"

Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Size = Annotated[int, msgspec.Meta(ge=0, le=MOST_BYTES)]


class CarriedFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of the bundle."""

    path: str
    size: Size
    sha256: Digest


class CarriedFeed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A feed, whose version in use is carried."""

    name: str
    decision: Decision
    """The decision that put the version into use, or by which the feed last confirmed it."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a bundle holds, and who made it when."""

    schema_version: int
    vedette: str
    """Version of the program that made it."""
    created_at: datetime
    feeds: list[CarriedFeed]
    files: Annotated[list[CarriedFile], msgspec.Meta(max_length=MOST_FILES)]

    def fault(self) -> str | None:
        """What is wrong with it, or null."""
        paths = [file.path for file in self.files]
        named = {feed_file(feed.name, file) for feed in self.feeds for file in FILES}
        faults = {
            f"is of version {self.schema_version}, not {SCHEMA_VERSION}": self.schema_version
            != SCHEMA_VERSION,
            "names a file that no bundle holds": not all(map(is_place, paths)),
            "names a file twice": len(set(paths)) != len(paths),
            "names no configuration": CONFIGURATION not in paths,
            "has a date without a zone": self.created_at.tzinfo is None,
            f"holds more than {MOST_BYTES >> 30} GiB": sum(file.size for file in self.files) > MOST_BYTES,
            "does not hold just the files of its feeds": named
            != {p for p in paths if p.startswith("feeds/")},
        }
        return next((fault for fault, found in faults.items() if found), None)


def feed_file(feed: str, name: str) -> str:
    """Where a file of a feed's version stands in a bundle."""
    return f"feeds/{feed}/{name}"


def is_place(path: str) -> bool:
    """Whether a bundle may hold a file of that path."""
    match PurePosixPath(path).parts:
        case ("feeds", name, file):
            known = is_feed_name(name) and file in FILES
        case ("geo", name):
            known = is_feed_name(name)
        case _:
            known = path in (ADVISORIES, CONFIGURATION)
    return known and str(PurePosixPath(path)) == path
