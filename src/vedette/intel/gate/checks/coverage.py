"""How much of the Internet an update names: what names everything says nothing, and condemns everybody.

Two views of the same: the exact share of IPv4, and random addresses of space that the feed has not named so far, of
either family by the same ranges.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from vedette.intel.gate.interface import Candidate, Case, Firmness, Objection
from vedette.intel.gate.settings import GateSettings
from vedette.intel.interface import Role
from vedette.model.reputation import ContextKind

_ALL: Final = 1 << 32
_STRONG_CONTEXT: Final = ContextKind.RESOLVER
"""The kind of known networks on which no opinion counts: too much of it would clear everybody."""


class Coverage:
    """Share of the address space, and a random sample of it."""

    name = "coverage"
    title = "does it name no more of the Internet than a list can?"

    def examine(self, case: Case, settings: GateSettings) -> Iterator[Objection]:
        offered, sample = case.offered, case.surroundings.sample
        feed = offered.vetted.feed
        if feed.role is Role.CONTEXT and feed.context is not _STRONG_CONTEXT:
            return
        if (share := covered(offered)) > settings.most_covered:
            yield self._objection(
                f"names {share:.1%} of all IPv4 addresses, at most {settings.most_covered:.1%}"
            )
        if sample is not None:
            hits = int(np.count_nonzero(offered.addresses.contains(sample)))
            if hits > settings.most_sampled:
                yield self._objection(
                    f"names {hits} of {len(sample)} random addresses, at most {settings.most_sampled}"
                )

    def _objection(self, reason: str) -> Objection:
        return Objection(self.name, Firmness.HARD, reason)


def covered(candidate: Candidate) -> float:
    """Share of all IPv4 addresses that it names; overlapping ranges count once."""
    bounds = candidate.ranges.v4[np.argsort(candidate.ranges.v4[:, 0], kind="stable")].astype(np.int64)
    if not len(bounds):
        return 0.0
    reach = np.maximum.accumulate(bounds[:, 1])
    begun = np.maximum(bounds[:, 0], np.append(-1, reach[:-1]) + 1)
    return float(np.maximum(reach - begun + 1, 0).sum()) / _ALL
