"""The folder of one feed.

```
ipsum/
├── current          the decision that put a version into use: what names the version in use; replaced by renaming
├── history.jsonl    every decision
├── lock             held by who changes anything
├── refused/         the last document that was refused, to be looked at
└── versions/7/      document, version.json, seen-v4.parquet, seen-v6.parquet
```

What is changed is changed in this order: the version is made whole under another name and renamed; `current` is
replaced by renaming, which is the moment at which it is in use; the decision is added to the history; old versions are
removed. Whoever locks the folder next finishes what was cut off: it adds to the history the decision that `current`
names, and removes what was never put into use. Readers take no lock: they read `current`, and then a version that is
whole.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from vedette.intel.gate.decision import Decision, Verdict
from vedette.intel.store import disk
from vedette.intel.store.history import History
from vedette.intel.store.version import Version, open_version
from vedette.model.errors import InputError, MalformedInput, UnreadableInput

_POLL: Final = 0.05
"""Seconds between attempts at a lock that is held."""
_IN_USE: Final = msgspec.json.Decoder(Decision)


class FeedFolder:
    """What is kept of one feed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.history = History(path / "history.jsonl")
        self.refused = path / "refused"
        """The last document that was refused, as a version."""
        self._current = path / "current"
        self._versions = path / "versions"

    def in_use(self) -> Decision | None:
        """The decision that put a version into use; null where none is. Raises InputError."""
        try:
            return _IN_USE.decode(self._current.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UnreadableInput(str(self._current), error.strerror or str(error)) from error
        except msgspec.DecodeError as error:
            raise MalformedInput(str(self._current), str(error)) from error

    def current(self) -> Version | None:
        """The version in use. Raises InputError."""
        decision = self.in_use()
        return None if decision is None or decision.version is None else self.version(decision.version)

    def version(self, number: int) -> Version:
        """A version that is kept. Raises InputError where it is not, or is damaged."""
        if number not in self.numbers():
            raise UnreadableInput(str(self.path), f"version {number} is not kept")
        return open_version(self.place(number))

    def numbers(self) -> list[int]:
        """The versions that are kept, oldest first."""
        if not self._versions.is_dir():
            return []
        return sorted(int(entry.name) for entry in self._versions.iterdir() if entry.name.isdecimal())

    def place(self, number: int) -> Path:
        """Where a version of that number stands."""
        return self._versions / str(number)

    def put_into_use(self, decision: Decision) -> None:
        """Make the decision's version the one in use, and record it."""
        written = self.path / ".current"
        disk.write(written, msgspec.json.encode(decision))
        disk.rename(written, self._current)
        self.history.append(decision)

    def prune(self, kept: int) -> None:
        """Remove all versions but the newest so many and the one in use."""
        decision = self.in_use()
        for number in self.numbers()[:-kept]:
            if decision is None or number != decision.version:
                self._remove(number)

    def _remove(self, number: int) -> None:
        """Remove a version: first its name, so that nobody finds half of it."""
        gone = self._versions / f".{number}"
        disk.remove(gone)
        disk.rename(self.place(number), gone)
        disk.remove(gone)

    @contextmanager
    def locked(self, patience: float) -> Iterator[None]:
        """Hold the folder alone, and mend it. patience: seconds to wait for who holds it.

        Raises InputError, also where the disk fails while it is held: what is in use stays in use.
        """
        try:
            disk.make(self._versions)
            descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                self._acquire(descriptor, time.monotonic() + patience)
                self._mend()
                yield
            finally:
                os.close(descriptor)
        except OSError as error:
            raise UnreadableInput(str(error.filename or self.path), error.strerror or str(error)) from error

    def _acquire(self, descriptor: int, until: float) -> None:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                if time.monotonic() >= until:
                    raise InputError(str(self.path), "another update of this feed is running") from None
                time.sleep(_POLL)
            else:
                return

    def _mend(self) -> None:
        """Finish, or undo, what was cut off."""
        self.history.mend()
        decision, decisions = self.in_use(), self.history.read()
        if decision is not None and decision not in decisions:
            self.history.append(decision)
            decisions.append(decision)
        accepted = [d.version for d in decisions if d.verdict is Verdict.ACCEPTED and d.version is not None]
        for number in self.numbers():
            if number > max(accepted, default=0):
                self._remove(number)
        for left in self._versions.glob(".*"):
            disk.remove(left)
