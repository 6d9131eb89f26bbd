"""What a bundle brings, put into the state folder of another machine: all of it is checked before any is used."""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import msgspec
import tomlkit

from vedette.config.reading import read_file, read_text
from vedette.intel.gate.reading import Profile
from vedette.intel.gate.settings import GateSettings
from vedette.intel.geography.locating import open_databases
from vedette.intel.places import feeds_folder
from vedette.intel.store.adopting import Brought, adopt
from vedette.intel.store.folder import FeedFolder
from vedette.intel.store.version import open_version
from vedette.model.errors import ConfigError, InputError, MalformedInput, UnreadableInput
from vedette.run.bundle.envelope import Opened, opened
from vedette.run.bundle.manifest import ADVISORIES, CONFIGURATION, Manifest
from vedette.vulns.database import Database, database_path

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

CONFIGURED: Final = Path("conf.d") / "bundle.toml"
"""Where the feeds of a bundle are configured, beside `config.toml`."""
_LAST: Final = "bundle.json"


class OlderBundle(InputError):
    """A bundle that was made before the one that was applied last."""


class _Last(msgspec.Struct, frozen=True, kw_only=True):
    """The bundle that was applied last."""

    created_at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What a bundle changed."""

    manifest: Manifest
    changed: tuple[str, ...]
    """What is in use now and was not before: names of feeds, `advisories`, file names of databases."""


def verify(path: Path, key: Ed25519PublicKey) -> Manifest:
    """Check a bundle to its last byte, and that all in it can be used. Raises InputError."""
    with TemporaryDirectory(prefix="vedette-bundle-") as folder, opened(path, key) as bundle:
        _unpack(bundle, Path(folder))
        return bundle.manifest


def apply(path: Path, key: Ed25519PublicKey, state: Path, config: Path, *, older: bool = False) -> Applied:
    """Put into use what a bundle brings, once all of it is checked.

    config: the configuration's file, beside which the feeds are configured; older: also where a younger bundle was
    applied before. Raises InputError; then nothing was changed, unless the disk failed on the way: each feed, the
    advisories and each database are replaced at once and apart, and the same bundle may be applied again.
    """
    try:
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        # on the disk of the state, from which files can be renamed into their places
        with TemporaryDirectory(dir=state, prefix=".bundle-") as name, opened(path, key) as bundle:
            folder = Path(name)
            _unpack(bundle, folder)
            if not older:
                _refuse_older(bundle, state)
            changed = tuple(_put(bundle.manifest, folder, state, config))
            _remember(bundle, state)
            return Applied(bundle.manifest, changed)
    except OSError as error:
        raise UnreadableInput(str(error.filename or state), error.strerror or str(error)) from error


def _unpack(bundle: Opened, folder: Path) -> None:
    """Write all files below a folder, and check that each can be used. Raises InputError."""
    for file in bundle.manifest.files:
        place = folder / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        bundle.extract(file, place)
    try:
        for feed in bundle.manifest.feeds:
            version = open_version(folder / "feeds" / feed.name)
            version.candidate(Profile(feed.name), GateSettings().most_mib)
            version.seen()
        if (folder / ADVISORIES).exists():
            Database(folder / ADVISORIES).close()
        databases = sorted(folder.glob("geo/*"))
        open_databases([str(path) for path in databases])
        read_file(folder / CONFIGURATION)
    except (InputError, ConfigError) as error:
        within = error.path.removeprefix(f"{folder}/")
        raise MalformedInput(bundle.path, f"{within} cannot be used: {error.reason}") from error


def _refuse_older(bundle: Opened, state: Path) -> None:
    path = state / _LAST
    if not path.exists():
        return
    try:
        last = msgspec.json.decode(path.read_bytes(), type=_Last)
    except msgspec.DecodeError as error:
        raise MalformedInput(str(path), f"tells of no bundle: {error}") from error
    if bundle.manifest.created_at < last.created_at:
        made = f"{bundle.manifest.created_at:%Y-%m-%d %H:%M}"
        raise OlderBundle(
            bundle.path,
            f"was made on {made}, before the one that was applied last ({last.created_at:%Y-%m-%d %H:%M})",
            hint="--older applies it all the same",
        )


def _put(manifest: Manifest, folder: Path, state: Path, config: Path) -> Iterator[str]:
    """Put everything into its place; what is new there."""
    reason = f"brought by a bundle of {manifest.created_at:%Y-%m-%d %H:%M}"
    for feed in manifest.feeds:
        brought = Brought(folder / "feeds" / feed.name, feed.decision, reason)
        if adopt(FeedFolder(feeds_folder(state) / feed.name), brought, GateSettings().versions_kept):
            yield feed.name
    if (folder / ADVISORIES).exists() and _replace(folder / ADVISORIES, database_path(state)):
        yield "advisories"
    databases = [state / "geo" / path.name for path in sorted(folder.glob("geo/*"))]
    for place in databases:
        if _replace(folder / "geo" / place.name, place):
            yield place.name
    _configure(folder / CONFIGURATION, databases, config.parent / CONFIGURED)


def _configure(brought: Path, databases: list[Path], place: Path) -> None:
    document = tomlkit.parse(read_text(brought))
    if databases:
        geo = tomlkit.item([str(path.absolute()) for path in databases])
        text = f"geo = {geo.as_string()}\n\n{document.as_string()}"
    else:
        text = document.as_string()
    brought.write_text(text)
    _replace(brought, place)


def _replace(new: Path, place: Path) -> bool:
    """Put a file in the place of another; whether they differ."""
    if place.exists() and filecmp.cmp(new, place, shallow=False):
        return False
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{place.name}.bundle")
    shutil.copyfile(new, beside)
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    beside.replace(place)
    return True


def _remember(bundle: Opened, state: Path) -> None:
    last = _Last(created_at=bundle.manifest.created_at, sha256=bundle.sha256)
    written = state / f".{_LAST}"
    written.write_bytes(msgspec.json.encode(last))
    written.replace(state / _LAST)
