"""An update without a single address: a feed that died looks like this, and its last good version is kept."""

from __future__ import annotations

from collections.abc import Iterator

from vedette.intel.gate.interface import Case, Firmness, Objection
from vedette.intel.gate.settings import GateSettings


class Empty:
    """No entries."""

    name = "empty"
    title = "does it name anything?"

    def examine(self, case: Case, settings: GateSettings) -> Iterator[Objection]:
        del settings
        if not len(case.offered.vetted):
            kept = "" if case.current is None else "; the version in use is kept"
            yield Objection(self.name, Firmness.SOFT, f"names no address at all{kept}")
