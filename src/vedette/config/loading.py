"""The configuration: `config.toml`, and what stands in `conf.d` beside it."""

from __future__ import annotations

import ipaddress
import string
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from vedette.config.merging import Origins, merge
from vedette.config.reading import decode, read_file
from vedette.config.settings import FeedSettings, Settings
from vedette.model.errors import ConfigError

_NAME: Final = frozenset(string.ascii_letters + string.digits + "._-")
_LONGEST_NAME: Final = 64


@dataclass(frozen=True, slots=True)
class Configuration:
    """What is configured, and by which files."""

    path: Path
    """`config.toml`, whether it is there or not."""
    files: tuple[Path, ...]
    """The files that are there, in the order in which they are read: a later one wins."""
    settings: Settings
    origins: Origins
    """The file that each value came from; what is not among them is a default."""

    @property
    def geo(self) -> tuple[str, ...]:
        """The databases of countries and networks; a relative path is one below the configuration's folder."""
        return tuple(str(self.path.parent / path) for path in self.settings.geo)

    def feed(self, name: str) -> FeedSettings | None:
        """The feed of that name; null where there is none."""
        return next((feed for feed in self.settings.feed if feed.name == name), None)

    def origin(self, *place: str) -> Path:
        """The file that a value came from; of a default the file in which it would stand."""
        return self.origins.get(place, self.path)

    def feed_file(self, name: str) -> Path:
        """The file in which a feed is to be edited: the one that decides whether it is enabled, else the last with it."""
        decides = self.origins.get(("feed", name, "enabled"))
        found = {path for place, path in self.origins.items() if place[:2] == ("feed", name)}
        last = next((file for file in reversed(self.files) if file in found), self.path)
        return decides or last


def load(path: Path) -> Configuration:
    """The configuration; all defaults where there is no file. Raises ConfigError, which names the file and the key."""
    files = _files(path)
    tables, origins = merge((file, read_file(file)) for file in files)
    configuration = Configuration(path, files, decode(tables, path), origins)
    _check_networks(configuration)
    _check_store(configuration)
    for feed in configuration.settings.feed:
        if reason := _fault(feed):
            file = configuration.origin("feed", feed.name, "name")
            raise ConfigError(str(file), reason, key=f"feed {feed.name!r}")
    return configuration


def _files(path: Path) -> tuple[Path, ...]:
    """Those that are there: the file itself, then `conf.d/*.toml` beside it by name."""
    further = sorted(path.parent.joinpath("conf.d").glob("*.toml"))
    return (*([path] if path.exists() else []), *(file for file in further if not file.name.startswith(".")))


def _fault(feed: FeedSettings) -> str | None:
    """What is wrong with a feed as a whole, or null."""
    if not is_feed_name(feed.name):
        return f"a name has letters, digits, `.`, `_` and `-`, at most {_LONGEST_NAME}"
    if feed.url is not None and feed.path is not None:
        return "has both a url and a path"
    if feed.url is None and feed.path is None and feed.catalog is None:
        return "has neither a url nor a path, nor is it of the catalogue"
    if feed.token_file is not None and feed.token_env is not None:
        return "has both a token_file and a token_env"
    return None


def is_feed_name(text: str) -> bool:
    """Whether a feed may be called so: its name is also the name of a folder."""
    return 0 < len(text) <= _LONGEST_NAME and not text.startswith(".") and _NAME.issuperset(text)


def _check_networks(configuration: Configuration) -> None:
    for key in ("home", "trusted_proxies"):
        for network in getattr(configuration.settings.network, key):
            try:
                ipaddress.ip_network(network, strict=False)
            except ValueError:
                file = configuration.origin("network", key)
                said = f"{network[:60]!r} is no network"
                raise ConfigError(str(file), said, key=f"network.{key}", hint="write 192.0.2.0/24") from None


def _check_store(configuration: Configuration) -> None:
    store = configuration.settings.store
    file = str(configuration.origin("store", "url"))
    if store.password_file is not None and store.password_env is not None:
        raise ConfigError(file, "has both a password_file and a password_env", key="store")
    if store.url is None:
        return
    try:
        parts = urlsplit(store.url)
        parts.port  # noqa: B018 (reading it checks it)
    except ValueError as error:
        raise ConfigError(file, f"no URL: {error}", key="store.url") from None
    if parts.scheme not in {"postgresql", "postgres"}:
        said = f"{parts.scheme[:60]!r} is no database that is known"
        raise ConfigError(file, said, key="store.url", hint="write postgresql://user@host/database")
    if parts.password is not None or "password" in dict(parse_qsl(parts.query)):
        hint = "write it into a file, and name that in store.password_file"
        raise ConfigError(file, "holds a password", key="store.url", hint=hint)
