"""CrowdSec's decisions as JSON: `cscli decisions list -o json`, a list to import, or as its APIs answer (docs.crowdsec.net).

Decisions stand in an array, or within the alerts that they came from, or in `decisions`, or in `new`; what a decision
does not say (scope, scenario) its alert says for it. `duration` counts from a time that the document does not tell:
only `until` says when a decision ends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

import msgspec

from vedette.intel.categories import category_of
from vedette.intel.dates import iso_date
from vedette.intel.documents import Said, decode, decode_each, start, table
from vedette.intel.feeds import indicators
from vedette.intel.interface import Feed
from vedette.intel.values import sort_out

_ADDRESSES: Final = frozenset({"ip", "range"})


class _Decision(msgspec.Struct):
    """A decision, or an alert or group of decisions: either may say the same."""

    value: str | None = None
    scope: str | None = None
    scenario: str | None = None
    reason: str | None = None
    type: str | None = None
    origin: str | None = None
    duration: str | None = None
    until: str | None = None
    created_at: str | None = None
    simulated: bool = False
    decisions: list[msgspec.Raw] | None = None

    def refused(self, scope: str) -> str | None:
        """Why it is no decision on an address that holds, or null. scope: its own, or that of its group."""
        if scope not in _ADDRESSES:
            return f"decision on {scope[:20]}"
        if self.simulated:
            return "simulated decision"
        return "ended decision" if (self.duration or "").startswith("-") else None


class _Document(msgspec.Struct):
    decisions: list[msgspec.Raw] | None = None
    new: list[msgspec.Raw] | None = None
    deleted: list[msgspec.Raw] | None = None


_DOCUMENT: Final = msgspec.json.Decoder(_Document | list[msgspec.Raw])
_DECISION: Final = msgspec.json.Decoder(_Decision)


class CrowdsecDecisions:
    """Decisions on addresses and ranges."""

    name = "crowdsec-decisions"
    title = "CrowdSec decisions"

    def sniff(self, head: bytes, name: str) -> float:
        del name
        of_decision = b'"duration"' in head and b'"value"' in head
        of_crowdsec = b'"scope"' in head or b'"scenario"' in head or b'"decisions"' in head
        return 0.96 if of_decision and of_crowdsec and start(head).startswith((b"[", b"{")) else 0.0

    def read(self, data: bytes, path: str) -> Feed:
        document = decode(_DOCUMENT, data, path, "CrowdSec decisions")
        if isinstance(document, list):
            document = _Document(decisions=document)
        rejected = Counter[str]()
        if document.deleted:
            rejected["deleted decision"] += len(document.deleted)
        said = [*(document.decisions or ()), *(document.new or ())]
        entries, more = sort_out(table(_entries(said, rejected)))
        return indicators(self.name, path, entries, rejected + more)


def _entries(said: list[msgspec.Raw], rejected: Counter[str]) -> Iterator[Said]:
    for one in decode_each(_DECISION, said, rejected):
        group = _Decision() if one.decisions is None else one
        decisions = [one] if one.decisions is None else decode_each(_DECISION, one.decisions, rejected)
        for decision in decisions:
            scope = (decision.scope or group.scope or "ip").lower()
            if (reason := decision.refused(scope)) is not None:
                rejected[reason] += 1
                continue
            scenario = decision.scenario or decision.reason or group.scenario or ""
            origin = decision.origin or group.origin
            yield Said(
                decision.value,
                listed_at=iso_date(decision.created_at or group.created_at),
                expires_at=iso_date(decision.until),
                detail="; ".join(filter(None, (scenario, decision.type, origin))),
                category=category_of(scenario),
            )
