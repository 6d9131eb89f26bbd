"""How many entries a document may have, and how far it may unfold.

That it has not too many bytes is known already: no more are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.intel.gate.interface import Case, Firmness, Objection
from vedette.intel.gate.settings import GateSettings

_SMALL: Final = 1 << 20
"""Bytes below which nothing unfolds far enough to matter."""


class Caps:
    """Entries, and the ratio of compression."""

    name = "caps"
    title = "is it of a size that a list can have?"

    def examine(self, case: Case, settings: GateSettings) -> Iterator[Objection]:
        offered = case.offered
        if (entries := len(offered.vetted.feed.entries)) > settings.most_entries:
            yield self._objection(f"{entries:,} entries, at most {settings.most_entries:,}")
        received = min(offered.fetched_bytes, offered.provenance.wire_bytes or offered.fetched_bytes)
        if offered.decoded_bytes > max(_SMALL, settings.most_ratio * received):
            ratio = offered.decoded_bytes / max(received, 1)
            yield self._objection(f"unfolds {ratio:,.0f} times, at most {settings.most_ratio:,.0f}")

    def _objection(self, reason: str) -> Objection:
        return Objection(self.name, Firmness.HARD, reason)
