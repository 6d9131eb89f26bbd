"""Whether the same server answered as before: an expired domain that somebody else registered is told by this.

Certificates change every few weeks in honest hands: a change is noted, and shown beside what else was found.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from vedette.intel.gate.interface import Case, Firmness, Objection
from vedette.intel.gate.settings import GateSettings
from vedette.intel.provenance import Provenance


class Origin:
    """Host and certificate."""

    name = "origin"
    title = "did the same server answer?"

    def examine(self, case: Case, settings: GateSettings) -> Iterator[Objection]:
        del settings
        if case.current is None:
            return
        old, new = case.current.provenance, case.offered.provenance
        if host(old) != host(new):
            yield self._note(f"came from {host(new)}, before from {host(old)}")
        if None not in (old.certificate, new.certificate) and old.certificate != new.certificate:
            yield self._note(f"the certificate of {host(new)} has changed")

    def _note(self, reason: str) -> Objection:
        return Objection(self.name, Firmness.NOTE, reason)


def host(provenance: Provenance) -> str:
    """Who answered: the name of a server, or `a file`."""
    try:
        return urlsplit(provenance.final_url or provenance.url).hostname or "a file"
    except ValueError:
        return "an unreadable URL"
