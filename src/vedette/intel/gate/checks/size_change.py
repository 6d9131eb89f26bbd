"""How far a feed grew or shrank since the version in use."""

from __future__ import annotations

from collections.abc import Iterator

from vedette.intel.gate.interface import Case, Firmness, Objection
from vedette.intel.gate.settings import GateSettings


class SizeChange:
    """Distinct entries, before and now."""

    name = "size-change"
    title = "is it about as long as before?"

    def examine(self, case: Case, settings: GateSettings) -> Iterator[Objection]:
        if case.current is None:
            return
        old, new = len(case.current.vetted), len(case.offered.vetted)
        grown, most = (new - old, settings.most_growth) if new > old else (old - new, settings.most_shrinkage)
        if new and grown > max(settings.few_changed, most * old):
            word = "grew" if new > old else "shrank"
            yield Objection(
                self.name,
                Firmness.SOFT,
                f"{word} from {old:,} to {new:,} entries, at most by {most:.0%} or {settings.few_changed:,}",
            )
