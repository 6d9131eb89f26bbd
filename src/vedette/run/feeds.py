"""The feeds that are configured: where they are kept, what of them is in use, and how fresh it is.

One place for `scan`, `explain` and all of `intel`, so that an address is judged alike whoever asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vedette.config.loading import Configuration, load
from vedette.intel.gate.reading import Profile
from vedette.intel.loading import load as load_lists
from vedette.intel.places import feed_store
from vedette.intel.store.feed_store import FeedStore
from vedette.intel.store.staleness import Freshness, Staleness
from vedette.intel.store.version import Version
from vedette.intel.vetting import VettedFeed, vet_all
from vedette.model.errors import InputError

if TYPE_CHECKING:
    from vedette.intel.sources.feed import ConfiguredFeed


@dataclass(frozen=True, slots=True)
class Usable:
    """A feed that is configured and enabled, and what of it is in use."""

    profile: Profile
    staleness: Staleness
    version: Version | None
    """Null where no version was ever accepted, or where what is kept is damaged."""
    damage: str | None
    """Why what is kept cannot be read, where it cannot."""

    @property
    def name(self) -> str:
        """The feed's name."""
        return self.profile.name


@dataclass(frozen=True, slots=True)
class Feeds:
    """All feeds that are configured and enabled, at a time; their entries are read when they are asked for."""

    store: FeedStore | None = None
    """Null where there are none."""
    usable: tuple[Usable, ...] = ()

    def read(self) -> tuple[list[VettedFeed], tuple[str, ...]]:
        """The lists in use, their entries dated, and what of them cannot be read."""
        vetted, problems = [], [f"feed {f.name}: {f.damage}" for f in self.usable if f.damage is not None]
        for feed in self.usable:
            try:
                in_use = self.store.load(feed.profile) if self.store and feed.version else None
            except InputError as error:
                problems.append(f"feed {feed.name}: {error}")
            else:
                vetted += [in_use.dated()] if in_use is not None else []
        return vetted, tuple(problems)

    @property
    def stale(self) -> frozenset[str]:
        """Names of those that were confirmed too long ago."""
        return frozenset(f.name for f in self.usable if f.staleness.freshness is Freshness.STALE)

    @property
    def identities(self) -> list[tuple[str, str]]:
        """What distinguishes what is in use from anything else that might be: a name and a text for each feed."""
        return [(f.name, _identity(f)) for f in self.usable if f.version is not None]


def _configured(configuration: Configuration) -> tuple[ConfiguredFeed, ...]:
    """All feeds that are configured. Raises ConfigError, InputError."""
    if not configuration.settings.feed:
        return ()
    from vedette.intel.sources.feed import configured_feeds  # noqa: PLC0415 - what checks URLs is slow to import

    return configured_feeds(configuration)


def enabled_profiles(configuration: Configuration) -> list[Profile]:
    """The feeds that are enabled, as the store needs them. Raises ConfigError, InputError."""
    return [feed.profile for feed in _configured(configuration) if feed.settings.enabled]


def profile_of(configuration: Configuration, name: str) -> Profile:
    """A feed of that name as configured, enabled or not; one that is configured no more as its documents say."""
    known = {feed.name: feed.profile for feed in _configured(configuration)}
    return known.get(name) or Profile(name)


def feeds_in_use(configuration: Configuration, state: Path, at: datetime) -> Feeds:
    """What of the enabled feeds is in use at a time. Raises ConfigError, InputError."""
    store = feed_store(configuration, state)
    return Feeds(store, tuple(_usable(store, profile, at) for profile in enabled_profiles(configuration)))


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists that are asked."""

    vetted: list[VettedFeed]
    feeds: Feeds
    """The configured feeds among them; none where paths were named."""
    problems: tuple[str, ...]
    """What could not be read, and why."""

    @property
    def stale(self) -> frozenset[str]:
        """Names of lists whose silence says nothing."""
        return self.feeds.stale


def lists(
    paths: Sequence[str], configuration: Configuration | None, state: Path | None, at: datetime
) -> Lists:
    """The lists that the paths name; where none are named, the configured feeds.

    configuration, state: null to have no feeds. Raises ConfigError, InputError.
    """
    if paths:
        loaded = load_lists(paths)
        skipped = tuple(f"skipped {file.path}: {file.reason}" for file in loaded.skipped)
        return Lists(vet_all(loaded.feeds), Feeds(), skipped)
    if configuration is None or state is None:
        return Lists([], Feeds(), ())
    feeds = feeds_in_use(configuration, state, at)
    vetted, problems = feeds.read()
    return Lists(vetted, feeds, problems)


def lists_and_home(
    paths: Sequence[str], home: Sequence[str], config: Path, state: Path, at: datetime
) -> tuple[Lists, Sequence[str]]:
    """The lists that are asked, and our own networks: as named, else as configured. Raises ConfigError, InputError."""
    configuration = load(config)
    return lists(paths, configuration, state, at), home or configuration.settings.network.home


def _usable(store: FeedStore, profile: Profile, at: datetime) -> Usable:
    fresh = store.staleness(profile, at)
    try:
        return Usable(profile, fresh, store.current(profile.name), None)
    except InputError as error:
        return Usable(profile, fresh, None, str(error))


def _identity(feed: Usable) -> str:
    """The files, the day on which they were last confirmed, and all that is configured of the feed."""
    confirmed = feed.staleness.confirmed_at
    try:
        files = None if feed.version is None else feed.version.fingerprint()
    except InputError as error:
        files = str(error)
    return repr((files, confirmed and confirmed.date(), feed.profile))
