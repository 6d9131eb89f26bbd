"""A version of a feed that was accepted on another machine, put into use on this one as it is.

The gate is not asked again: it decided where the version was made, with the history that is there. What was in use
here is kept, and can be gone back to.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from vedette.intel.gate.decision import Decision, Verdict
from vedette.intel.store import disk
from vedette.intel.store.folder import FeedFolder
from vedette.intel.store.history import confirmed
from vedette.intel.store.version import FILES, Version, open_version, renumber

_PATIENCE = 30.0
"""Seconds to wait for an update of the same feed."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A version from elsewhere."""

    folder: Path
    """Its files, which are left as they are."""
    decision: Decision
    """By which the feed confirmed it where it was made."""
    reason: str
    """How it came here."""


def adopt(folder: FeedFolder, brought: Brought, kept: int) -> bool:
    """Put a version into use under a number of its own; whether it was not in use already.

    kept: versions that stay. Raises InputError.
    """
    version = open_version(brought.folder)
    with folder.locked(_PATIENCE):
        current = folder.current()
        if current is not None and _same(current, version) and _confirmed(folder, current, brought):
            return False
        number = max([*folder.numbers(), 0 if current is None else current.number]) + 1 if current else 1
        unfinished = folder.place(number).with_name(f".{number}")
        disk.remove(unfinished)
        disk.make(unfinished)
        for name in FILES:
            shutil.copyfile(brought.folder / name, unfinished / name)
        renumber(unfinished, number)
        disk.rename(unfinished, folder.place(number))
        decision = replace(
            brought.decision,
            verdict=Verdict.ACCEPTED,
            version=number,
            sha256=version.record.sha256,
            withdrawn=None,
            reason=brought.reason,
        )
        folder.put_into_use(decision)
        folder.prune(kept)
        return True


def _same(one: Version, other: Version) -> bool:
    """Whether two versions say the same: all files are, but for their numbers."""
    if replace(one.record, number=0) != replace(other.record, number=0):
        return False
    files = [name for name in FILES if (one.folder / name).suffix != ".json"]
    return all((one.folder / name).read_bytes() == (other.folder / name).read_bytes() for name in files)


def _confirmed(folder: FeedFolder, current: Version, brought: Brought) -> bool:
    """Whether the feed was last heard of at the same time."""
    last = confirmed(folder.history.read(), current.number)
    return last is not None and last.at == brought.decision.at
