"""An update of a feed: got, offered to the gate, and the decision recorded, whatever becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from vedette.fetch import Client
from vedette.intel.gate.decision import Decision, Verdict
from vedette.intel.sources.feed import ConfiguredFeed
from vedette.intel.sources.interface import Same
from vedette.intel.sources.memory import alone
from vedette.intel.sources.registry import SOURCES
from vedette.intel.sources.session import Session
from vedette.intel.store.feed_store import FeedStore
from vedette.model.errors import InputError, UnreadableInput, VedetteError

RETRY: Final = timedelta(hours=1)
"""How soon a feed is tried again that could not be got, where its interval is longer."""


@dataclass(frozen=True, slots=True)
class Updated:
    """What became of one feed."""

    decision: Decision
    notes: tuple[str, ...]
    """What is to be told of how it was got."""


def due_at(feed: ConfiguredFeed, decisions: list[Decision]) -> datetime | None:
    """When a feed is to be fetched next; null for at once, as nothing was ever tried."""
    tried = [decision for decision in decisions if decision.verdict is not Verdict.ROLLED_BACK]
    if not tried:
        return None
    failed = tried[-1].verdict is Verdict.FAILED
    interval = feed.profile.interval
    return tried[-1].at + (min(interval, RETRY) if failed else interval)


def update(
    feed: ConfiguredFeed,
    store: FeedStore,
    client: Client,
    folder: Path,
    at: datetime,
    *,
    most_bytes: int,
    force: str | None = None,
) -> Updated:
    """Get a feed and let the gate decide. What fails is recorded, and leaves the version in use.

    folder: what the feed's source keeps; force: why soft objections are overridden. Raises InputError where the store
    itself cannot be used.
    """
    try:
        with alone(folder):
            got = SOURCES[feed.kind].get(
                Session(client, feed, folder, feed.token(), most_bytes), store.validators(feed.name), at
            )
            if isinstance(got, Same):
                return Updated(store.confirm(feed.name, got.provenance, at), ())
            document = _content(got.document, most_bytes)
    except VedetteError as error:
        return Updated(store.fail(feed.name, str(error), at), ())
    except OSError as error:
        raise InputError(str(folder), error.strerror or str(error)) from error
    return Updated(store.offer(feed.profile, document, got.provenance, at, force=force), got.notes)


def _content(path: Path, most_bytes: int) -> bytes:
    """The document's bytes. Raises UnreadableInput."""
    try:
        with path.open("rb") as file:
            data = file.read(most_bytes + 1)
    except OSError as error:
        raise UnreadableInput(str(path), error.strerror or str(error)) from error
    if len(data) > most_bytes:
        raise UnreadableInput(str(path), f"larger than {most_bytes:,} bytes")
    return data
