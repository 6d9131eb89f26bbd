"""How many clients of the last runs an update names, beside the version in use: a shadow of what it would do."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from vedette.intel.gate.interface import Case, Firmness, Objection
from vedette.intel.gate.settings import GateSettings
from vedette.intel.interface import Role


class Replay:
    """Recent clients that it names."""

    name = "replay"
    title = "does it name about as many of our clients as before?"

    def examine(self, case: Case, settings: GateSettings) -> Iterator[Objection]:
        clients, offered = case.surroundings.clients, case.offered
        if case.current is None or clients is None or offered.vetted.feed.role is Role.CONTEXT:
            return
        old = int(np.count_nonzero(case.current.addresses.contains(clients)))
        new = int(np.count_nonzero(offered.addresses.contains(clients)))
        if new > max(settings.few_hits, settings.most_hits * old):
            yield Objection(
                self.name,
                Firmness.SOFT,
                f"names {new:,} of {len(clients):,} recent clients, before {old:,}; "
                f"at most {settings.most_hits:g} times as many",
            )
