"""Addresses that must not match: a feed that names one is poisoned, or answers "listed" to everything.

Public canaries are those of the settings. Our own networks are canaries too: an entry within them is merely dropped,
one that reaches beyond them would condemn us along with others.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Final

import numpy as np

from vedette.intel.gate.interface import Candidate, Case, Firmness, Objection
from vedette.intel.gate.never_listed import own_networks, within
from vedette.intel.gate.settings import GateSettings
from vedette.intel.interface import Role
from vedette.model.addresses import from_texts
from vedette.model.home import PRIVATE

_SHOWN: Final = 3


class Canaries:
    """Public canaries and our own networks."""

    name = "canaries"
    title = "does it leave alone what no honest feed names?"

    def examine(self, case: Case, settings: GateSettings) -> Iterator[Objection]:
        offered = case.offered
        if offered.vetted.feed.role is Role.CONTEXT:
            return  # a list of resolvers names resolvers
        for canary in settings.canaries:
            if offered.addresses.contains(from_texts([canary]))[0]:
                yield self._objection(f"names {canary}, which no honest feed does")
        if owned := list(_reaching(offered, case.surroundings.own)):
            yield self._objection(
                f"has entries that reach over our own networks: {', '.join(owned[:_SHOWN])}"
            )

    def _objection(self, reason: str) -> Objection:
        return Objection(self.name, Firmness.HARD, reason)


def _reaching(candidate: Candidate, own: tuple[str, ...]) -> Iterator[str]:
    """Our own networks that entries cover in part or whole, without lying within them."""
    ranges = candidate.ranges
    beyond = ~within(ranges, own_networks(own))
    v4, v6 = ranges.v4[beyond[: len(ranges.v4)]], ranges.v6[beyond[len(ranges.v4) :]]
    for network in map(ipaddress.ip_network, own or PRIVATE):
        bounds = v4 if network.version == 4 else v6
        first, last = (
            (int(network[0]), int(network[-1]))
            if network.version == 4
            else (network[0].packed, network[-1].packed)
        )
        if np.any(np.less_equal(bounds[:, 0], last) & np.greater_equal(bounds[:, 1], first)):
            yield str(network)
