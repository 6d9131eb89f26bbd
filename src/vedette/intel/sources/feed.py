"""Feeds as they are configured, each with what the catalogue says of it filled in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from vedette.config.loading import Configuration
from vedette.config.secrets import read_secret
from vedette.config.settings import FeedKind, FeedSettings
from vedette.fetch.urls import KEY, shown, target
from vedette.intel.catalog import CatalogEntry, entry_named
from vedette.intel.formats import FORMATS
from vedette.intel.gate.reading import Profile
from vedette.intel.gate.settings import GateSettings, gate_settings
from vedette.intel.interface import Role
from vedette.model.errors import ConfigError, FetchFailed, InputError

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ConfiguredFeed:
    """A feed, ready to be got."""

    settings: FeedSettings
    """As configured, the catalogue's values filled in."""
    entry: CatalogEntry | None
    """The entry of the catalogue that it is; null where it is none."""
    profile: Profile
    """What the gate and the store need of it."""
    folder: Path
    """The configuration's folder: what relative paths start from."""

    @property
    def name(self) -> str:
        """What it is called."""
        return self.settings.name

    @property
    def kind(self) -> FeedKind:
        """How it is got."""
        if self.settings.kind is not None:
            return self.settings.kind
        return FeedKind.HTTP if self.settings.path is None else FeedKind.PATH

    @property
    def place(self) -> str:
        """Where it is got from, as configured: a URL without secrets, or a path."""
        if self.settings.path is not None:
            return str(self.folder / self.settings.path)
        return shown(self.settings.url or "")

    def token(self) -> str | None:
        """Its token, key or password; null where it has none. Raises ConfigError."""
        s = self.settings
        token = read_secret(s.token_file, s.token_env, self.folder, f"feed {s.name!r}")
        if token is None and self.entry is not None and self.entry.token is not None:
            raise ConfigError(f"feed {s.name!r}", "wants a key", hint=self.entry.token)
        return token


def configured_feeds(configuration: Configuration) -> tuple[ConfiguredFeed, ...]:
    """All feeds, those that are disabled among them. Raises ConfigError."""
    return tuple(_feed(configuration, feed) for feed in configuration.settings.feed)


def _feed(configuration: Configuration, given: FeedSettings) -> ConfiguredFeed:
    file = str(configuration.origin("feed", given.name, "name"))
    key = f"feed {given.name!r}"
    try:
        entry = None if given.catalog is None else entry_named(given.catalog)
    except InputError as error:
        raise ConfigError(file, f"{error.path}: {error.reason}", key=key, hint=error.hint) from error
    settings = given if entry is None else _filled(given, entry)
    own = given.gate and gate_settings(configuration.settings.gate, given.gate, path=file, key=f"{key}.gate")
    feed = ConfiguredFeed(settings, entry, _profile(settings, own or None), configuration.path.parent)
    reason, hint = _fault(feed)
    if reason:
        raise ConfigError(file, reason, key=key, hint=hint)
    return feed


def _profile(settings: FeedSettings, gate: GateSettings | None) -> Profile:
    return Profile(
        name=settings.name,
        format=None if settings.format == "auto" else settings.format,
        category=settings.category,
        confidence=settings.confidence,
        half_life=settings.half_life.delta if settings.half_life else None,
        role=Role(settings.role) if settings.role else None,
        interval=settings.interval.delta if settings.interval else _DAY,
        gate=gate,
    )


def _fault(feed: ConfiguredFeed) -> tuple[str, str]:
    """What would keep a feed from ever being got, and what to do about it; empty where nothing would."""
    s, form = feed.settings, feed.profile.format
    if form is not None and form not in FORMATS:
        return f"there is no list format {form!r}", ", ".join(("auto", *FORMATS))
    if (feed.kind is FeedKind.PATH) != (s.path is not None):
        return f"kind {feed.kind} does not go with its url or path", ""
    if s.url is None:
        return "", ""
    if KEY in s.url and s.token_file is None and s.token_env is None:
        return "url: has a place for a key, and there is none", "set token_file"
    try:
        target(s.url, allow_insecure=s.allow_insecure)
    except FetchFailed as error:
        return f"url: {error.reason}", error.hint
    return "", ""


_FROM_CATALOG: Final = (
    "kind", "url", "role", "category", "confidence", "half_life", "interval", "licence", "token_header",
)  # fmt: skip
"""What is taken from the catalogue where it is not configured."""


def _filled(given: FeedSettings, entry: CatalogEntry) -> FeedSettings:
    """The settings, what they leave open as the catalogue has it."""
    known = {name: getattr(given, name) for name in given.__struct_fields__}
    own_place = given.url is not None or given.path is not None
    for name in _FROM_CATALOG:
        if known[name] is None and not (own_place and name in {"url", "kind"}):
            known[name] = getattr(entry, name)
    if given.format == "auto":
        known["format"] = entry.format
    if not own_place:
        known["allow_private"] = given.allow_private or entry.allow_private
        known["allow_insecure"] = given.allow_insecure or entry.allow_insecure
    return FeedSettings(**known)
