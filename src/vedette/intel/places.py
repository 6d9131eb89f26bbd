"""Where intelligence stands within the state folder, and the store that keeps it there."""

from __future__ import annotations

from pathlib import Path

from vedette.config.loading import Configuration
from vedette.intel.gate.settings import gate_settings
from vedette.intel.store.feed_store import FeedStore
from vedette.model.addresses import Addresses


def feeds_folder(state: Path) -> Path:
    """The versions of all feeds: the folder of `vedette.intel.store.FeedStore`."""
    return state / "intel" / "feeds"


def fetched_folder(state: Path, feed: str) -> Path:
    """What the source of one feed keeps from one fetch to the next."""
    return state / "intel" / "fetched" / feed


def feed_store(configuration: Configuration, state: Path, clients: Addresses | None = None) -> FeedStore:
    """The versions of all feeds, under the limits and the networks that are configured. Raises ConfigError.

    clients: distinct ones of the last runs, on which updates are tried; null to try them on none.
    """
    settings = configuration.settings
    limits = gate_settings(settings.gate, path=str(configuration.path), key="gate")
    return FeedStore(feeds_folder(state), limits, settings.network.home, clients)


def compiled_folder(state: Path) -> Path:
    """Compiled reputation sets, by what they were built of; may be removed at any time."""
    return state / "intel" / "compiled"
