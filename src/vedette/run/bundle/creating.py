"""A bundle of what a machine knows: the version in use of each enabled feed, advisories, databases of places."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
import tomlkit

from vedette import __version__
from vedette.config.durations import Duration, shown
from vedette.config.loading import Configuration, is_feed_name
from vedette.config.settings import FeedSettings
from vedette.files.naming import named_files
from vedette.intel.places import feeds_folder
from vedette.intel.store.folder import FeedFolder
from vedette.intel.store.history import confirmed
from vedette.intel.store.version import FILES
from vedette.model.errors import InputError, MalformedInput, UnreadableInput
from vedette.run.bundle.envelope import seal
from vedette.run.bundle.manifest import (
    ADVISORIES,
    CONFIGURATION,
    SCHEMA_VERSION,
    CarriedFeed,
    CarriedFile,
    Manifest,
    feed_file,
)
from vedette.vulns.database import database_path

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_PRIVATE: Final = frozenset(
    {"enabled", "token_file", "token_env", "token_header", "token_scheme", "user", "ca_file"}
)
"""Settings of a feed that do not leave the machine, or mean nothing elsewhere."""

Sources = dict[str, Path | bytes]
"""What is carried, by path in the bundle."""


def create(
    path: Path,
    key: Ed25519PrivateKey,
    configuration: Configuration,
    state: Path,
    at: datetime,
    geo: Sequence[str] = (),
) -> Manifest:
    """Write a bundle of the enabled feeds, the advisories of the state folder and the databases that `geo` names.

    Raises InputError where something cannot be read, or there is nothing to carry.
    """
    enabled = [feed for feed in configuration.settings.feed if feed.enabled]
    feeds: list[CarriedFeed] = []
    sources: Sources = {}
    for feed in enabled:
        carried, versions = _feed(FeedFolder(feeds_folder(state) / feed.name), feed.name)
        if carried is not None:
            feeds.append(carried)
            sources |= versions
    if (advisories := database_path(state)).is_file():
        sources[ADVISORIES] = advisories
    databases = _geography(geo or configuration.geo)
    sources |= databases
    if not sources:
        raise UnreadableInput(str(state), "nothing to carry: no feed in use, no advisories, no databases")
    sources[CONFIGURATION] = _configuration([f for f in enabled if any(f.name == c.name for c in feeds)])
    try:
        files = [_described(name, source) for name, source in sorted(sources.items())]
        manifest = Manifest(
            schema_version=SCHEMA_VERSION, vedette=__version__, created_at=at, feeds=feeds, files=files
        )
        if fault := manifest.fault():
            raise MalformedInput(str(path), f"cannot be made: it {fault}")
        seal(path, manifest, dict(sorted(sources.items())), key)
    except OSError as error:
        raise UnreadableInput(str(error.filename or path), error.strerror or str(error)) from error
    return manifest


def _feed(folder: FeedFolder, name: str) -> tuple[CarriedFeed | None, Sources]:
    """The version in use; null where none is."""
    decision, version = folder.in_use(), folder.current()
    if decision is None or version is None:
        return None, {}
    heard = confirmed(folder.history.read(), version.number) or decision
    files: Sources = {feed_file(name, file): version.folder / file for file in FILES}
    return CarriedFeed(name=name, decision=heard), files


def _geography(paths: Sequence[str]) -> Sources:
    """Databases by their file names, which must differ."""
    sources: Sources = {}
    for named in named_files(paths):
        name = named.path.name
        if not is_feed_name(name):
            raise InputError(
                str(named.path), "a file of a bundle has letters, digits, `.`, `_` and `-` in its name"
            )
        if f"geo/{name}" in sources:
            raise InputError(str(named.path), "another database has the same name")
        sources[f"geo/{name}"] = named.path
    return sources


def _described(name: str, source: Path | bytes) -> CarriedFile:
    if isinstance(source, bytes):
        return CarriedFile(path=name, size=len(source), sha256=hashlib.sha256(source).hexdigest())
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return CarriedFile(path=name, size=file.tell(), sha256=digest)


def _configuration(feeds: Sequence[FeedSettings]) -> bytes:
    """The feeds as they are configured, without what is secret."""
    document = tomlkit.document()
    document.add(
        tomlkit.comment("Brought by a bundle, and replaced by the next one: change config.toml instead.")
    )
    tables = tomlkit.aot()
    for feed in feeds:
        table = tomlkit.table()
        for field in msgspec.structs.fields(feed):
            value = getattr(feed, field.name)
            if (
                field.name not in _PRIVATE
                and (field.required or value != field.default)
                and value not in (None, {})
            ):
                table[field.name] = _written(value)
        tables.append(table)
    document["feed"] = tables
    return tomlkit.dumps(document).encode()


def _written(value: Any) -> Any:
    return shown(value.delta) if isinstance(value, Duration) else msgspec.to_builtins(value)
