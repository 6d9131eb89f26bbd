"""Entries on addresses that no list may condemn: they are counted here, and never count against an address.

They stay in the version, so that what a feed said of an address can be told; that it does not count is decided where
addresses are judged (`vedette.intel.guards`), whatever any version says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from vedette.intel.gate.interface import Candidate
from vedette.intel.guards import guards, networks
from vedette.intel.interface import Role
from vedette.model.address_set import AddressSet, Ranges, ranges_from_networks
from vedette.model.addresses import Addresses
from vedette.model.home import PRIVATE
from vedette.model.reputation import ContextKind

OWN: Final = "one of our own networks"


def own_networks(own: Sequence[str]) -> AddressSet:
    """Our own networks and hosts, the private ranges where none are named. Raises ValueError."""
    return AddressSet(ranges_from_networks(networks(own or PRIVATE)))


def never_listed(candidate: Candidate, own: Sequence[str]) -> Counter[str]:
    """How many entries lie within what no list may condemn, by reason; none in a list of known networks."""
    found = Counter[str]()
    if candidate.vetted.feed.role is Role.CONTEXT:
        return found
    every = guards(networks(own or PRIVATE))
    for reason, kind in (
        ("special address", ContextKind.SPECIAL),
        ("public resolver", ContextKind.RESOLVER),
        (OWN, None),
    ):
        group = [g.network for g in every if (g.context.kind if g.context else None) is kind]
        if count := int(np.count_nonzero(within(candidate.ranges, AddressSet(ranges_from_networks(group))))):
            found[reason] = count
    return found


def within(ranges: Ranges, networks: AddressSet) -> npt.NDArray[np.bool_]:
    """Which ranges begin and end in the networks: those of IPv4, then those of IPv6."""
    return networks.contains(ends(ranges, 0)) & networks.contains(ends(ranges, 1))


def ends(ranges: Ranges, which: int) -> Addresses:
    """The first (0) or the last (1) address of each range: those of IPv4, then those of IPv6."""
    v4, v6 = ranges.v4[:, which], ranges.v6[:, which]
    family = np.repeat(np.array([4, 6], np.uint8), [len(v4), len(v6)])
    return Addresses(family, np.concatenate([v4, np.zeros(len(v6), np.uint32)]), v6)
