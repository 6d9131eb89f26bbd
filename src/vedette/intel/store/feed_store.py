"""All feeds on disk: updates are offered, versions are rolled back, compared and read."""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from vedette.intel.gate.decision import Decision, Verdict
from vedette.intel.gate.interface import Candidate
from vedette.intel.gate.reading import Profile
from vedette.intel.gate.settings import GateSettings
from vedette.intel.provenance import Provenance
from vedette.intel.store.dating import dated
from vedette.intel.store.diff import Diff, diff
from vedette.intel.store.folder import FeedFolder
from vedette.intel.store.history import confirmed
from vedette.intel.store.seen import Seen
from vedette.intel.store.staleness import Staleness, limit_of, staleness
from vedette.intel.store.update import Gatekeeper, Update, record, standing
from vedette.intel.store.version import Record, Version, open_version
from vedette.intel.vetting import VettedFeed
from vedette.model.addresses import Addresses
from vedette.model.errors import InputError, UnreadableInput

_NAME: Final = frozenset(string.ascii_letters + string.digits + "._-")
_LONGEST_NAME: Final = 64
_PATIENCE: Final = 30.0
"""Seconds to wait for another process that updates the same feed: an update takes a few."""
_READS: Final = 10
"""Attempts to read what is in use while it may be replaced."""


@dataclass(frozen=True, slots=True)
class InUse:
    """The version of a feed that is in use."""

    version: Version
    candidate: Candidate
    seen: Seen
    """When each of its entries, and those that it names no more, were first and last named."""
    confirmed_at: datetime | None
    """When the feed last said that this is its newest document; null where that is no more known."""

    def dated(self) -> VettedFeed:
        """Its entries with their first and last sight, and those that it named before, as ended.

        What is confirmed counts from the day: so that what is made of it changes once a day at most.
        """
        day = self.confirmed_at and self.confirmed_at.replace(hour=0, minute=0, second=0, microsecond=0)
        return dated(self.candidate.vetted, self.seen, day)


class FeedStore:
    """The feeds below a folder. Errors of all methods are InputError: a name that is none, damage, no permission."""

    def __init__(
        self,
        folder: Path,
        settings: GateSettings | None = None,
        own: Sequence[str] = (),
        clients: Addresses | None = None,
        patience: float = _PATIENCE,
    ) -> None:
        """folder: need not exist; own: our networks and hosts; clients: distinct ones of the last runs, for replays;
        patience: seconds to wait for another update of the same feed.
        """
        self._path = folder
        self._settings = settings or GateSettings()
        self._own, self._clients = tuple(own), clients
        self._patience = patience

    def offer(
        self,
        feed: Profile,
        document: bytes,
        provenance: Provenance,
        at: datetime,
        *,
        force: str | None = None,
    ) -> Decision:
        """Let the gate decide on an update, and put it into use where it is accepted.

        document: as it was fetched, compressed or not; at: now; force: why soft objections are to be overridden.
        """
        folder = self._folder(feed.name)
        with folder.locked(self._patience):
            gate = Gatekeeper(self._limits(feed), self._own, self._clients)
            return gate.offer(folder, Update(feed, document, provenance, at, force))

    def confirm(self, feed: str, provenance: Provenance, at: datetime) -> Decision:
        """Record that the feed said, without sending it, that its newest document is the one in use."""
        folder = self._folder(feed)
        with folder.locked(self._patience):
            current = folder.current()
            if current is None:
                raise InputError(feed, "has no version that could be confirmed")
            digest = current.record.sha256
            return record(folder, standing(feed, Verdict.UNCHANGED, at, current, digest, provenance))

    def fail(self, feed: str, reason: str, at: datetime) -> Decision:
        """Record that nothing could be fetched, and why."""
        folder = self._folder(feed)
        with folder.locked(self._patience):
            current = folder.current()
            version = None if current is None else current.number
            return record(
                folder, Decision(feed=feed, verdict=Verdict.FAILED, at=at, version=version, reason=reason)
            )

    def rollback(self, feed: str, at: datetime, reason: str, to: int | None = None) -> Decision:
        """Put an earlier version into use: the one before, or that of a number.

        What was in use is not taken again by itself, should the feed go on offering it.
        """
        folder = self._existing(feed)
        with folder.locked(self._patience):
            current = folder.current()
            earlier = [n for n in folder.numbers() if current is not None and n < current.number]
            if current is None or not (to or earlier):
                raise InputError(feed, "has no earlier version to go back to")
            target = folder.version(to or earlier[-1])
            if target.number >= current.number:
                raise InputError(
                    feed, f"version {target.number} is not earlier than {current.number}, in use"
                )
            decision = Decision(
                feed=feed,
                verdict=Verdict.ROLLED_BACK,
                at=at,
                version=target.number,
                sha256=target.record.sha256,
                withdrawn=current.record.sha256,
                reason=reason,
            )
            folder.put_into_use(decision)
            return decision

    def feeds(self) -> list[str]:
        """The names of the feeds of which anything is kept."""
        try:
            return sorted(e.name for e in self._path.iterdir() if e.is_dir() and _is_name(e.name))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise UnreadableInput(str(self._path), error.strerror or str(error)) from error

    def history(self, feed: str) -> list[Decision]:
        """Every decision on a feed, oldest first."""
        return self._folder(feed).history.read()

    def current(self, feed: str) -> Version | None:
        """The version in use; null where none is."""
        return self._folder(feed).current()

    def versions(self, feed: str) -> list[Version]:
        """The versions that are kept, oldest first."""
        folder = self._folder(feed)
        return [folder.version(number) for number in folder.numbers()]

    def load(self, feed: Profile) -> InUse | None:
        """The version in use with its entries; null where none is. Safe beside an update that replaces it."""
        for _ in range(_READS - 1):
            try:
                return self._load(feed)
            except InputError:
                continue
        return self._load(feed)

    def staleness(self, feed: Profile, at: datetime) -> Staleness:
        """How fresh what is in use is, and why nothing newer is."""
        folder = self._folder(feed.name)
        decision = folder.in_use()
        limit = limit_of(feed.interval, self._limits(feed))
        version = None if decision is None else decision.version
        return staleness(feed.name, folder.history.read(), version, limit, at)

    def validators(self, feed: str) -> Provenance | None:
        """What the server last said of the version in use, to be asked for a newer one; null where it said nothing."""
        folder = self._folder(feed)
        decision = folder.in_use()
        if decision is None or decision.version is None:
            return None
        confirmation = confirmed(folder.history.read(), decision.version)
        return None if confirmation is None else confirmation.provenance

    def diff(self, feed: Profile, old: int | None = None, new: int | None = None) -> Diff:
        """What changed between two versions: to the one in use from the one before it, unless they are named."""
        folder = self._existing(feed.name)
        after = folder.current() if new is None else folder.version(new)
        if after is None:
            raise InputError(feed.name, "has no version in use")
        earlier = [number for number in folder.numbers() if number < after.number]
        number = old if old is not None else (earlier[-1] if earlier else None)
        return self._diff(feed, None if number is None else folder.version(number), after)

    def diff_refused(self, feed: Profile) -> Diff:
        """What the last update that was refused would have changed."""
        folder = self._existing(feed.name)
        if not folder.refused.is_dir():
            raise InputError(feed.name, "no refused update is kept")
        return self._diff(feed, folder.current(), open_version(folder.refused))

    def _diff(self, feed: Profile, old: Version | None, new: Version) -> Diff:
        return diff(feed.name, None if old is None else self._entries(feed, old), self._entries(feed, new))

    def _entries(self, feed: Profile, version: Version) -> tuple[Record, VettedFeed]:
        return version.record, version.candidate(feed, self._limits(feed).most_mib).vetted

    def _limits(self, feed: Profile) -> GateSettings:
        return feed.gate or self._settings

    def _folder(self, feed: str) -> FeedFolder:
        if not _is_name(feed):
            raise InputError(feed, "is no name of a feed: letters, digits, `.`, `_` and `-`, at most 64")
        return FeedFolder(self._path / feed)

    def _existing(self, feed: str) -> FeedFolder:
        folder = self._folder(feed)
        if not folder.path.is_dir():
            raise InputError(feed, "nothing is kept of such a feed")
        return folder

    def _load(self, feed: Profile) -> InUse | None:
        folder = self._folder(feed.name)
        version = folder.current()
        if version is None:
            return None
        confirmation = confirmed(folder.history.read(), version.number)
        return InUse(
            version,
            version.candidate(feed, self._limits(feed).most_mib),
            version.seen(),
            None if confirmation is None else confirmation.at,
        )


def _is_name(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_NAME and not text.startswith(".") and _NAME.issuperset(text)
