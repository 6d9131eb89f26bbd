"""The compiled reputation set: all lists in one structure that answers for many addresses at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from vedette.intel.claims import Claim, at_time
from vedette.intel.combination import Combiner
from vedette.intel.entries import Entries
from vedette.intel.families import families
from vedette.intel.freshness import asked_of
from vedette.intel.guards import Guard, guards, networks
from vedette.intel.interface import Role
from vedette.intel.overlap import Overlap, measure
from vedette.intel.own_records import claim_of
from vedette.intel.ready import Ready
from vedette.intel.scoring import Shields, judge
from vedette.intel.vetting import VettedFeed
from vedette.model.address_set import AddressSet, RangeMap, Ranges, ranges_from_networks
from vedette.model.addresses import Addresses, from_texts
from vedette.model.home import PRIVATE
from vedette.model.reputation import (
    UNKNOWN,
    Allowance,
    Asked,
    Context,
    ContextKind,
    Earlier,
    History,
    Reputation,
)

_MOST_KEPT: Final = 65_536
"""Answers that are remembered: a busy log has fewer listed clients in a day, and a million addresses do not pile up."""

Times = datetime | Sequence[datetime | None] | None
"""One time for all addresses, or one for each; null for now."""


class ReputationSet:
    """What all lists say of every address, at any time. Made by `build`; its answers never change afterwards."""

    def __init__(
        self,
        feeds: Sequence[VettedFeed],
        shields: Sequence[Guard | Allowance],
        at: datetime | None = None,
        history: History | None = None,
        stale: Collection[str] = (),
        ready: Ready | None = None,
    ) -> None:
        self._feeds = tuple(feeds)
        self._shields = tuple(shields)
        self._at = at
        self._history = history
        self._stale = frozenset(stale)
        self._ready = ready
        self.overlap: Overlap = measure(feeds) if ready is None else ready.overlap
        self._combiner = Combiner(self.overlap.likeness)
        self._map = RangeMap(_with_shields(self._entries, shields) if ready is None else ready.map)
        self._said: dict[int, Claim | Context] = {}
        self._judged: dict[tuple[int, datetime | None], Reputation] = {}
        self._ever: dict[int, Reputation] = {}

    @classmethod
    def build(
        cls,
        feeds: Sequence[VettedFeed],
        home: Sequence[str] = (),
        at: datetime | None = None,
        *,
        allowlist: Sequence[Allowance] = (),
        history: History | None = None,
        stale: Collection[str] = (),
    ) -> ReputationSet:
        """The set of these feeds.

        home: our own networks, the private ranges where empty; raises ValueError. at: now, which is never before the
        date of a list; null for just that date. allowlist: who may not be condemned; history: our own records; stale:
        names of feeds that have not been renewed for too long.
        """
        shields: tuple[Guard | Allowance, ...] = (*guards(networks(home or PRIVATE)), *allowlist)
        return cls(feeds, shields, at, history, stale)

    @property
    def feeds(self) -> tuple[VettedFeed, ...]:
        """The feeds that the set was built from."""
        return self._feeds

    @property
    def ready(self) -> Ready:
        """All that takes time to work out of the lists and what shields from them."""
        return Ready(self.overlap, self._map.arrays, self.known.arrays)

    @cached_property
    def _entries(self) -> Entries:
        return Entries(self._feeds, families(self._feeds, self.overlap))

    @cached_property
    def known(self) -> AddressSet:
        """Every address that a list of indicators or of scanners names, also where a rule demotes it.

        Lists of clouds, resolvers and other networks are not in it: they cover much of the Internet, and make nobody
        suspect.
        """
        if self._ready is not None:
            return AddressSet(arrays=self._ready.known)
        return AddressSet(self._entries.of([_makes_known(feed) for feed in self._feeds]))

    @cached_property
    def crawlers(self) -> frozenset[str]:
        """Crawlers whose published ranges are among the lists: of these a claim can be verified."""
        lists = (feed.feed for feed in self._feeds if len(feed))
        return frozenset(feed.title for feed in lists if feed.context is ContextKind.CRAWLER)

    def asked(self, at: datetime | None = None) -> Asked:
        """Whether any list can say something of a time: where none can, `not listed` would be too much said."""
        return asked_of(self._feeds, self._stale, at or self._at)

    def find(self, addresses: Addresses) -> npt.NDArray[np.int64]:
        """For each address a key for `reputation`, -1 where nothing at all is said of it: shape (N,)."""
        return self._map.find(addresses)

    def reputation(self, key: int, at: datetime | None = None) -> Reputation:
        """What is said of the addresses that `find` gave this key for; of -1 UNKNOWN."""
        return self.reputations([key], at)[0]

    def lookup(self, ips: Sequence[str], at: Times = None) -> list[Reputation]:
        """What is said of each address; UNKNOWN of a text that is none. Meant for distinct values.

        at: the time asked about, at which an opinion may be younger, have ended or faded; null for now.
        """
        times = _each(at, len(ips))
        said = self.reputations(self.find(from_texts(ips)).tolist(), times)
        if self._history is None:
            return said
        earlier = self._history.earlier(ips, [time or self._at for time in times])
        return [
            reputation if record is None else self._with_record(ip, time, record)
            for ip, time, reputation, record in zip(ips, times, said, earlier, strict=True)
        ]

    def reputations(self, keys: Sequence[int], at: Times = None) -> list[Reputation]:
        """`reputation` for many keys."""
        asked = list(zip(keys, _each(at, len(keys)), strict=True))
        wanted = dict.fromkeys(question for question in asked if question[0] >= 0)
        new = [question for question in wanted if question not in self._judged]
        if len(self._judged) + len(new) > _MOST_KEPT:
            self._judged.clear()
            new = list(wanted)
        self._gather(key for key, _ in new)
        for key, time in new:
            self._judged[key, time] = self._judge(key, time)
        return [UNKNOWN if question[0] < 0 else self._judged[question] for question in asked]

    def timeless(self, ips: Sequence[str]) -> list[Reputation]:
        """What is said of each address at any time at all: before anything faded or ended, and whoever is allowed."""
        keys = self.find(from_texts(ips)).tolist()
        new = [key for key in dict.fromkeys(keys) if key >= 0 and key not in self._ever]
        if len(self._ever) + len(new) > _MOST_KEPT:
            self._ever.clear()
            new = [key for key in dict.fromkeys(keys) if key >= 0]
        self._gather(new)
        self._ever.update((key, self._timeless(key)) for key in new)
        return [UNKNOWN if key < 0 else self._ever[key] for key in keys]

    def _gather(self, keys: Iterable[int]) -> None:
        """Fetch what the entries on these keys say; for all at once, since one by one takes ten times as long."""
        covering = [self._map.numbers(key) for key in dict.fromkeys(keys)]
        every = np.unique(np.concatenate(covering)) if covering else np.empty(0, np.int64)
        if len(self._said) > _MOST_KEPT:
            self._said.clear()
        wanted = [number for number in every[every < len(self._entries)].tolist() if number not in self._said]
        self._said.update(self._entries.gather(np.array(wanted, np.int64)))

    def _judge(self, key: int, at: datetime | None, record: Earlier | None = None) -> Reputation:
        """What is said on a key at a time; null for now."""
        numbers = self._map.numbers(key).tolist() if key >= 0 else []
        claims, contexts = self._spoken(numbers)
        dated = [at_time(c, at or self._now(c.position), self._list_date(c.position)) for c in claims]
        if record is not None and (own := claim_of(record, at or self._at)) is not None:
            dated.append(own)
        shields = self._shields_on(numbers, at or self._at)
        return judge(dated, contexts, shields, self._combiner, record)

    def _timeless(self, key: int) -> Reputation:
        numbers = self._map.numbers(key).tolist()
        claims, contexts = self._spoken(numbers)
        return judge(claims, contexts, replace(self._shields_on(numbers, None), allowed=None), self._combiner)

    def _with_record(self, ip: str, at: datetime | None, record: Earlier) -> Reputation:
        key = int(self.find(from_texts([ip]))[0])
        self._gather([key] if key >= 0 else [])
        return self._judge(key, at, record)

    def _spoken(self, numbers: Sequence[int]) -> tuple[list[Claim], list[Context]]:
        """What the entries and the guards of these numbers say."""
        size = len(self._entries)
        entries = [self._said[number] for number in numbers if number < size]
        shields = [self._shields[number - size] for number in numbers if number >= size]
        contexts = [s.context for s in shields if isinstance(s, Guard) and s.context is not None]
        contexts += [entry for entry in entries if isinstance(entry, Context)]
        return [entry for entry in entries if isinstance(entry, Claim)], contexts

    def _shields_on(self, numbers: Sequence[int], at: datetime | None) -> Shields:
        size = len(self._entries)
        shields = [self._shields[number - size] for number in numbers if number >= size]
        allowances = tuple(shield for shield in shields if isinstance(shield, Allowance))
        return Shields(
            guard=next((shield.reason for shield in shields if isinstance(shield, Guard)), None),
            allowances=allowances,
            allowed=next((allowance.told for allowance in allowances if allowance.holds(at)), None),
        )

    def _now(self, position: int) -> datetime | None:
        """Now, as far as a list is concerned: a list cannot be younger than what it says."""
        return max(filter(None, (self._at, self._list_date(position))), default=None)

    def _list_date(self, position: int) -> datetime | None:
        return self._feeds[position].feed.listed_at


def _each(at: Times, count: int) -> Sequence[datetime | None]:
    return [at] * count if at is None or isinstance(at, datetime) else at


def _makes_known(vetted: VettedFeed) -> bool:
    return vetted.feed.role is Role.INDICATORS or vetted.feed.context is ContextKind.SCANNER


def _with_shields(entries: Entries, shields: Sequence[Guard | Allowance]) -> Ranges:
    """The ranges of all entries, and behind their numbers those of guards and allowances."""
    own, more = entries.ranges, ranges_from_networks(networks([str(shield.network) for shield in shields]))
    return Ranges(
        np.concatenate([own.v4, more.v4]),
        np.concatenate([own.v4_number, more.v4_number + len(entries)]),
        np.concatenate([own.v6, more.v6]),
        np.concatenate([own.v6_number, more.v6_number + len(entries)]),
    )
