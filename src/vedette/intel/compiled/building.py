"""Compiled sets by what they were built of: built where there is none yet, else mapped."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from vedette import __version__
from vedette.files.naming import named_files
from vedette.intel.compiled.container import VERSION
from vedette.intel.compiled.contents import CompiledSet, load, write
from vedette.intel.loading import load as load_feeds
from vedette.intel.reputation_set import ReputationSet
from vedette.intel.vetting import vet_all
from vedette.model.errors import InputError, UnreadableInput
from vedette.model.reputation import Allowance

KEPT: Final = 4
"""Sets that a folder keeps, the latest used: as many combinations of lists and home networks are in use at once."""
_SUFFIX: Final = ".set"


def key_of(
    inputs: Iterable[tuple[str, str]], home: Sequence[str] = (), allowlist: Sequence[Allowance] = ()
) -> str:
    """A hash of all that a set is built of. inputs: name and SHA-256 of each list, in their order."""
    parts = (VERSION, __version__, tuple(inputs), tuple(home), tuple(allowlist))
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def digest(path: Path) -> str:
    """SHA-256 of a file as it stands, in hexadecimal. Raises UnreadableInput."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableInput(str(path), error.strerror or str(error)) from error


def compiled(
    folder: Path | None,
    paths: Sequence[str],
    home: Sequence[str] = (),
    at: datetime | None = None,
    allowlist: Sequence[Allowance] = (),
) -> CompiledSet:
    """The set of the lists that the paths name, mapped from the folder where it stands there already, else built.

    folder: null to keep nothing; one that cannot be written to keeps nothing either. Raises as `loading.load` does.
    """
    files = [str(named.path) for named in named_files(paths)]
    key = key_of([(file, digest(Path(file))) for file in files], home, allowlist) if folder else ""

    def build() -> tuple[ReputationSet, Sequence[str]]:
        loaded = load_feeds(paths)
        notes = [f"{file.path}: {file.reason}" for file in loaded.skipped]
        return ReputationSet.build(vet_all(loaded.feeds), home, at, allowlist=allowlist), notes

    return _kept(folder, key, build, home, at, allowlist)


def _kept(
    folder: Path | None,
    key: str,
    build: Callable[[], tuple[ReputationSet, Sequence[str]]],
    home: Sequence[str],
    at: datetime | None,
    allowlist: Sequence[Allowance],
) -> CompiledSet:
    path = None if folder is None else folder / f"{key}{_SUFFIX}"
    if path is not None and path.exists():
        with suppress(InputError):  # a damaged one is built again
            found = load(path, at)
            if found.key == key:
                with suppress(OSError):
                    path.touch()
                return found
    reputations, notes = build()
    if path is not None:
        with suppress(OSError):
            write(path, key, reputations, home, allowlist, notes)
            _prune(path.parent)
    return CompiledSet(key, reputations, tuple(notes))


def _prune(folder: Path) -> None:
    """Remove all but the sets that were used last."""
    sets = sorted(folder.glob(f"*{_SUFFIX}"), key=lambda path: path.stat().st_mtime_ns)
    for path in sets[:-KEPT]:
        path.unlink(missing_ok=True)
