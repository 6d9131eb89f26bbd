"""How many of a feed's entries are no good: more than a few, and the feed has changed its form or its maker.

Entries of other kinds (domains, URLs, hashes) are none of these: many feeds mix them in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from vedette.intel.documents import BROKEN
from vedette.intel.gate.interface import Case, Firmness, Objection
from vedette.intel.gate.never_listed import never_listed
from vedette.intel.gate.settings import GateSettings
from vedette.intel.values import NO_ADDRESS, ZERO_PADDED
from vedette.intel.vetting import TOO_WIDE

_BAD: Final = (NO_ADDRESS, ZERO_PADDED, BROKEN, TOO_WIDE)
"""Reasons of readers and of vetting that speak against a list."""


class DropRatio:
    """Entries that are misspelt, too wide, or may never be listed."""

    name = "drop-ratio"
    title = "are nearly all of its entries good?"

    def examine(self, case: Case, settings: GateSettings) -> Iterator[Objection]:
        vetted = case.offered.vetted
        said = vetted.feed.rejected + vetted.dropped
        bad = Counter({reason: said[reason] for reason in _BAD if said[reason]})
        bad += never_listed(case.offered, case.surroundings.own)
        total = len(vetted) + vetted.merged + sum(said[reason] for reason in _BAD)
        if bad.total() > max(settings.few_dropped, settings.most_dropped * total):
            reasons = ", ".join(f"{count:,} {reason}" for reason, count in bad.most_common(3))
            yield Objection(
                self.name,
                Firmness.SOFT,
                f"{bad.total():,} of {total:,} entries are no good ({reasons}), "
                f"at most {settings.most_dropped:.0%}",
            )
