"""Compiled sets by what they were built of: built where there is none yet, else mapped."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
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
from vedette.intel.vetting import VettedFeed, vet_all
from vedette.model.errors import InputError, UnreadableInput
from vedette.model.reputation import Allowance, History

KEPT: Final = 4
"""Sets that a folder keeps, the latest used: as many combinations of lists and home networks are in use at once."""
_SUFFIX: Final = ".set"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a set is asked under; see `ReputationSet.build`."""

    home: Sequence[str] = ()
    at: datetime | None = None
    allowlist: Sequence[Allowance] = ()
    history: History | None = None
    stale: Collection[str] = ()

    def build(self, feeds: Sequence[VettedFeed]) -> ReputationSet:
        """The set of these lists."""
        return ReputationSet.build(
            feeds, self.home, self.at, allowlist=self.allowlist, history=self.history, stale=self.stale
        )


Built = tuple[Sequence[VettedFeed], Sequence[str]]
"""Vetted lists, and what is to be told of how they were read."""


def key_of(inputs: Iterable[tuple[str, str]], terms: Terms) -> str:
    """A hash of all that is worked out beforehand. inputs: name and SHA-256 of each list, in their order."""
    parts = (VERSION, __version__, tuple(inputs), tuple(terms.home), tuple(terms.allowlist))
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def digest(path: Path) -> str:
    """SHA-256 of a file as it stands, in hexadecimal. Raises UnreadableInput."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableInput(str(path), error.strerror or str(error)) from error


def compiled(folder: Path | None, paths: Sequence[str], terms: Terms) -> CompiledSet:
    """The set of the lists that the paths name, mapped from the folder where it stands there already, else built.

    folder: null to keep nothing; one that cannot be written to keeps nothing either. Raises as `loading.load` does.
    """
    files = [str(named.path) for named in named_files(paths)]
    key = key_of([(file, digest(Path(file))) for file in files], terms) if folder else ""

    def build() -> Built:
        loaded = load_feeds(paths)
        return vet_all(loaded.feeds), [f"{file.path}: {file.reason}" for file in loaded.skipped]

    return kept(folder, key, terms, build)


def kept(folder: Path | None, key: str, terms: Terms, build: Callable[[], Built]) -> CompiledSet:
    """The set of this key, mapped from the folder where it stands there already, else built and put there.

    key: by `key_of`, of all that `build` reads.
    """
    path = None if folder is None else folder / f"{key}{_SUFFIX}"
    if path is not None and path.exists():
        with suppress(InputError):  # a damaged one is built again
            found = load(path, terms.at, terms.history, terms.stale)
            if found.key == key:
                with suppress(OSError):
                    path.touch()
                return found
    feeds, notes = build()
    reputations = terms.build(feeds)
    if path is not None:
        with suppress(OSError):
            write(path, key, reputations, terms.home, terms.allowlist, notes)
            _prune(path.parent)
    return CompiledSet(key, reputations, tuple(notes))


def _prune(folder: Path) -> None:
    """Remove all but the sets that were used last."""
    sets = sorted(folder.glob(f"*{_SUFFIX}"), key=lambda path: path.stat().st_mtime_ns)
    for path in sets[:-KEPT]:
        path.unlink(missing_ok=True)
