"""`intel check`: what lists say of one address, or of a million, a block at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from vedette.config.loading import load
from vedette.intel.allowlist import Allowlist
from vedette.intel.allowlist import read as read_allowlist
from vedette.intel.geography.interface import Place, UnusableDatabase
from vedette.intel.geography.locating import Geography, open_databases
from vedette.intel.reputation_set import ReputationSet
from vedette.model.addresses import canonical, from_texts
from vedette.model.reputation import Asked, Reputation
from vedette.run.feeds import Lists, lists_and_home
from vedette.run.recorded import RecordedClients
from vedette.store.places import store_of

BLOCK: Final = 16_384
"""Addresses that are answered at once: enough to look them up in bulk, and a few MiB of answers."""


class Word(StrEnum):
    """What is said of an address, in one word."""

    LISTED = "listed"
    """Bad, after every rule."""
    NOT_COUNTED = "not-counted"
    """Named, but nothing that counts is said against it."""
    NOT_LISTED = "not-listed"
    """No list that was asked names it."""
    NOT_ASKED = "not-asked"
    """There was no list of bad addresses to ask."""
    TOO_OLD = "too-old"
    """All lists of bad addresses are too old for their silence to mean anything."""
    NO_ADDRESS = "no-address"
    """The text is no IP address."""


class Answer(NamedTuple):
    """What is said of one address that was asked about."""

    ip: str
    """As it was asked."""
    word: Word
    reputation: Reputation
    place: Place | None = None
    """Where it is, and who runs its network; null where no database was asked."""


@dataclass(frozen=True, slots=True)
class Panel:
    """All that is asked."""

    lists: Lists
    allowlist: Allowlist
    reputations: ReputationSet
    asked: Asked
    now: datetime
    time: datetime | None
    """The time asked about; null for now, which is never before the date of a list."""
    geography: Geography

    @property
    def at(self) -> datetime:
        """The time asked about."""
        return self.time or self.now

    def answers(self, ips: Iterable[str]) -> Iterator[list[Answer]]:
        """The answers in the order of the addresses, a block at a time, so that memory does not grow."""
        rest = iter(ips)
        while block := list(islice(rest, BLOCK)):
            yield self._block(block)

    def _block(self, ips: Sequence[str]) -> list[Answer]:
        said = self.reputations.lookup(ips, self.time)
        valid = (from_texts(ips).family != 0).tolist()
        places = self._places(
            [canonical(ip) if is_one else None for ip, is_one in zip(ips, valid, strict=True)]
        )
        return [
            Answer(ip, self._word(reputation) if is_one else Word.NO_ADDRESS, reputation, place)
            for ip, reputation, is_one, place in zip(ips, said, valid, places, strict=True)
        ]

    def _places(self, ips: Sequence[str | None]) -> Sequence[Place | None]:
        """Where addresses are. Raises UnusableDatabase where a database breaks."""
        if not self.geography.databases:
            return [None] * len(ips)
        found = self.geography.locate(filter(None, ips))
        if found.problems:
            raise UnusableDatabase(*found.problems[0].partition(": ")[::2])
        return [None if ip is None else found.places[ip] for ip in ips]

    def _word(self, reputation: Reputation) -> Word:
        if reputation.listed:
            return Word.LISTED
        if self.asked is Asked.NOT_ASKED:
            return Word.NOT_ASKED
        if self.asked is Asked.TOO_OLD:
            return Word.TOO_OLD
        return Word.NOT_COUNTED if reputation.opinions else Word.NOT_LISTED


def panel(
    paths: Sequence[str],
    home: Sequence[str],
    config: Path,
    state: Path,
    now: datetime,
    at: datetime | None,
    geo: Sequence[str] = (),
) -> Panel:
    """The lists that the paths name, or else the configured feeds, with the allowlist and our own records.

    at: the time asked about; null for now. geo: databases of places; those configured where none are named. Raises
    ConfigError, InputError.
    """
    lists, own = lists_and_home(paths, home, config, state, now)
    allowlist = read_allowlist(state)
    recorded = RecordedClients(state, store_of(state, config))
    reputations = ReputationSet.build(
        lists.vetted,
        own,
        now,
        allowlist=allowlist.entries,
        history=recorded or None,
        stale=lists.stale,
    )
    geography = open_databases(geo or load(config).geo)
    return Panel(lists, allowlist, reputations, reputations.asked(at or now), now, at, geography)
