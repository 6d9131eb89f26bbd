"""A feed that accused and now explains, or the other way: a list of known networks can clear what the feed condemned."""

from __future__ import annotations

from collections.abc import Iterator

from vedette.intel.gate.interface import Case, Firmness, Objection
from vedette.intel.gate.settings import GateSettings


class Role:
    """Same purpose, same format."""

    name = "role"
    title = "is it the kind of list that it was?"

    def examine(self, case: Case, settings: GateSettings) -> Iterator[Objection]:
        del settings
        if case.current is None:
            return
        old, new = case.current.vetted.feed, case.offered.vetted.feed
        if (old.role, old.context) != (new.role, new.context):
            was, now = old.context or old.role, new.context or new.role
            yield Objection(self.name, Firmness.SOFT, f"was a list of {was}, and is one of {now}")
        elif old.format != new.format:
            yield Objection(self.name, Firmness.NOTE, f"format changed from {old.format} to {new.format}")
