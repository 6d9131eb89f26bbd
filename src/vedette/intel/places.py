"""Where intelligence stands within the state folder."""

from __future__ import annotations

from pathlib import Path


def feeds_folder(state: Path) -> Path:
    """The versions of all feeds: the folder of `vedette.intel.store.FeedStore`."""
    return state / "intel" / "feeds"


def fetched_folder(state: Path, feed: str) -> Path:
    """What the source of one feed keeps from one fetch to the next."""
    return state / "intel" / "fetched" / feed
