"""The compiled reputation set: all lists in one structure that answers for many addresses at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property

import numpy as np
import numpy.typing as npt

from vedette.intel.entries import Entries
from vedette.intel.guards import Guard, guards, networks
from vedette.intel.interface import Role
from vedette.intel.scoring import Claim, judge
from vedette.intel.vetting import VettedFeed
from vedette.model.address_set import AddressSet, RangeMap, Ranges, ranges_from_networks
from vedette.model.addresses import Addresses, from_texts
from vedette.model.home import PRIVATE
from vedette.model.reputation import UNKNOWN, Context, ContextKind, Reputation


class ReputationSet:
    """What all lists say of every address. Made by `build`; its answers never change afterwards."""

    def __init__(
        self, feeds: Sequence[VettedFeed], guarded: Sequence[Guard], at: datetime | None = None
    ) -> None:
        self._feeds = tuple(feeds)
        self._guarded = tuple(guarded)
        self._entries = Entries(feeds, at)
        self._map = RangeMap(_with_guards(self._entries, guarded))
        self._judged: dict[int, Reputation] = {}

    @classmethod
    def build(
        cls, feeds: Sequence[VettedFeed], home: Sequence[str] = (), at: datetime | None = None
    ) -> ReputationSet:
        """The set of these feeds.

        home: our own networks, the private ranges where empty; raises ValueError. at: the time asked about, after which
        an entry must not have ended; null to ask only that it had not when its list was made.
        """
        return cls(feeds, guards(networks(home or PRIVATE)), at)

    @property
    def feeds(self) -> tuple[VettedFeed, ...]:
        """The feeds that the set was built from."""
        return self._feeds

    @cached_property
    def known(self) -> AddressSet:
        """Every address that a list of indicators or of scanners names, also where a rule demotes it.

        Lists of clouds, resolvers and other networks are not in it: they cover much of the Internet, and make nobody
        suspect.
        """
        return AddressSet(self._entries.of([_makes_known(feed) for feed in self._feeds]))

    def find(self, addresses: Addresses) -> npt.NDArray[np.int64]:
        """For each address a key for `reputation`, -1 where nothing at all is said of it: shape (N,)."""
        return self._map.find(addresses)

    def reputation(self, key: int) -> Reputation:
        """What is said of the addresses that `find` gave this key for; of -1 UNKNOWN."""
        if key < 0:
            return UNKNOWN
        if key not in self._judged:
            self._judge([key])
        return self._judged[key]

    def lookup(self, ips: Sequence[str]) -> list[Reputation]:
        """What is said of each address; UNKNOWN of a text that is none. Meant for distinct values."""
        keys = self.find(from_texts(ips)).tolist()
        self._judge([key for key in dict.fromkeys(keys) if key >= 0 and key not in self._judged])
        return [UNKNOWN if key < 0 else self._judged[key] for key in keys]

    def _judge(self, keys: Sequence[int]) -> None:
        """Judge what covers these keys; gathered for all of them at once, since one by one takes ten times as long."""
        covering = [self._map.numbers(key) for key in keys]
        every = np.unique(np.concatenate(covering)) if covering else np.empty(0, np.int64)
        said = self._entries.gather(every[every < len(self._entries)])
        for key, numbers in zip(keys, covering, strict=True):
            self._judged[key] = self._judge_one(numbers.tolist(), said)

    def _judge_one(self, numbers: Sequence[int], said: Mapping[int, Claim | Context]) -> Reputation:
        size = len(self._entries)
        shields = [self._guarded[number - size] for number in numbers if number >= size]
        entries = [said[number] for number in numbers if number < size]
        claims = [entry for entry in entries if isinstance(entry, Claim)]
        contexts = [shield.context for shield in shields if shield.context is not None]
        contexts += [entry for entry in entries if isinstance(entry, Context)]
        return judge(claims, contexts, shields[0].reason if shields else None)


def _makes_known(vetted: VettedFeed) -> bool:
    return vetted.feed.role is Role.INDICATORS or vetted.feed.context is ContextKind.SCANNER


def _with_guards(entries: Entries, guarded: Sequence[Guard]) -> Ranges:
    """The ranges of all entries, and behind their numbers those of the guards."""
    own, more = entries.ranges, ranges_from_networks([guard.network for guard in guarded])
    return Ranges(
        np.concatenate([own.v4, more.v4]),
        np.concatenate([own.v4_number, more.v4_number + len(entries)]),
        np.concatenate([own.v6, more.v6]),
        np.concatenate([own.v6_number, more.v6_number + len(entries)]),
    )
