"""What a way to get a feed is, and what it yields.

A source gets a document in one of the formats of `vedette.intel.formats`, and says where it came from. It never judges
what stands in it: that is the gate's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from vedette.config.settings import FeedKind
from vedette.intel.provenance import Provenance
from vedette.intel.sources.session import Session


@dataclass(frozen=True, slots=True)
class Got:
    """A document that is to be offered to the gate."""

    document: Path
    provenance: Provenance
    notes: tuple[str, ...] = ()
    """What is to be told of how it was got: parts that failed, and will be asked for again."""


@dataclass(frozen=True, slots=True)
class Same:
    """The source says that the version at hand is its newest."""

    provenance: Provenance


class Source(Protocol):
    """One way to get a feed."""

    kind: FeedKind
    """Its id: also the module's and the test's, with `_` for `-`."""
    title: str
    """What people call it."""

    def get(self, session: Session, before: Provenance | None, at: datetime) -> Got | Same:
        """Get the feed of the session.

        before: where the version in use came from, null where there is none; at: now. Raises FetchFailed, InputError.
        """
        ...
