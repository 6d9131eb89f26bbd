"""Updating the database from sources."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from vedette.config.secrets import read_secret
from vedette.fetch import Client, FetchFailed, Limits
from vedette.files.naming import named_files
from vedette.model.errors import ConfigError, InputError, UnknownFormat, UnreadableInput
from vedette.vulns.advisories.interface import Document
from vedette.vulns.advisories.load import read_file
from vedette.vulns.database import Change, Database, SourceState, write
from vedette.vulns.sources.catalogue import CATALOGUE, USUAL
from vedette.vulns.sources.interface import Getting, Source, SourceSettings

LIMITS = Limits(total=3600, read=60)
"""An archive of a gigabyte may take an hour on a slow line."""


class VulnsSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[vulns]`: where advisories are got."""

    sources: tuple[str, ...] = USUAL
    """Names of the sources that are fetched."""
    source: dict[str, SourceSettings] = {}
    """How a source is got, by its name."""


@dataclass(frozen=True, slots=True)
class Means:
    """What an update acts by; tests put their own in place."""

    client: Callable[[], Client] = lambda: Client(LIMITS)
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


def settings_of(table: Mapping[str, object], file: Path) -> VulnsSettings:
    """The settings from the table of the configuration. Raises ConfigError."""
    try:
        settings = msgspec.convert(table, VulnsSettings)
    except msgspec.ValidationError as error:
        raise ConfigError(str(file), str(error), key="vulns") from None
    for name in (*settings.sources, *settings.source):
        if name not in CATALOGUE:
            raise ConfigError(str(file), f"no source is called {name!r}", key="vulns")
    return settings


def update(
    path: Path,
    names: Sequence[str],
    settings: VulnsSettings,
    config_folder: Path,
    means: Means = Means(),
    announce: Callable[[Source], None] = lambda _: None,
) -> list[SourceState]:
    """Fetch the sources into the database, one after the other; the state of each.

    What could not be fetched or read is told in its state, and what was kept of it stays. announce: told of each
    source before it is fetched.
    """
    before = {state.name: state for state in states_of(path)}
    path.parent.mkdir(parents=True, exist_ok=True)
    with means.client() as client, TemporaryDirectory(dir=path.parent, prefix=".download-") as folder:

        def changes() -> Iterator[Change]:
            for number, name in enumerate(names):
                chosen = settings.source.get(name, SourceSettings())
                own = Path(folder) / str(number)
                own.mkdir()
                token = read_secret(
                    chosen.token_file, chosen.token_env, config_folder, f"vulns.source.{name}"
                )
                getting = Getting(
                    client, own, means.now(), chosen, before.get(name), token, means.sleep, config_folder
                )
                announce(CATALOGUE[name])
                yield _fetched(CATALOGUE[name], getting)

        return write(path, changes())


def _fetched(source: Source, getting: Getting) -> Change:
    """What the source gives; where that fails, why."""
    try:
        return source.fetch(getting)
    except FetchFailed as error:
        return Change(source.name, source.title, (), getting.now, trouble=str(error))
    except InputError as error:
        return Change(source.name, source.title, (), getting.now, trouble=str(error))


def import_files(path: Path, names: Sequence[str], now: datetime) -> list[SourceState]:
    """Put files and folders of advisories into the database, each under its own name; importing again replaces.

    Raises UnreadableInput, UnknownFormat, MalformedInput for a file that was named itself and is no advisory.
    """
    return write(path, (_imported(name, now) for name in names))


def import_name(name: str) -> str:
    """What the source is called that a path was imported as."""
    return f"import:{Path(name).resolve()}"


def _imported(name: str, now: datetime) -> Change:
    change = Change(import_name(name), f"{name} (imported)", (), now)
    documents: list[Document] = []
    for named in named_files([name]):
        try:
            document, _ = read_file(named.path)
        except UnknownFormat:
            if named.direct:
                raise
        except InputError:
            if named.direct:
                raise
            change.rejected += 1
        else:
            documents.append(document)
    change.documents = documents
    return change


def states_of(path: Path) -> list[SourceState]:
    """What is kept of each source; nothing where there is no database."""
    try:
        with Database(path) as database:
            return database.sources()
    except UnreadableInput:
        return []
