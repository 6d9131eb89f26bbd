"""What is decided of an update, and the record of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

from vedette.intel.gate.checks import CHECKS
from vedette.intel.gate.interface import Candidate, Case, Firmness, Objection
from vedette.intel.gate.never_listed import never_listed
from vedette.intel.gate.settings import GateSettings
from vedette.intel.provenance import Provenance

_MOST_REASONS: Final = 20


class Verdict(StrEnum):
    """What became of an update."""

    ACCEPTED = "accepted"
    """It is the version in use."""
    REFUSED = "refused"
    """The version in use is kept, and the reasons are told."""
    UNCHANGED = "unchanged"
    """It is what is in use already."""
    FAILED = "failed"
    """Nothing could be fetched; the version in use is kept."""
    ROLLED_BACK = "rolled-back"
    """A person put an earlier version into use."""


class Counts(msgspec.Struct, frozen=True):
    """What a document holds."""

    entries: int
    """Distinct ranges that are taken."""
    merged: int
    """Entries that repeat another."""
    rejected: dict[str, int]
    """Lines and entries that are left out, by reason, the commonest first."""
    never_listed: dict[str, int]
    """Entries that are taken and never count, by reason: what no list may condemn."""


class Decision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of a feed's history."""

    feed: str
    verdict: Verdict
    at: datetime
    """When it was decided."""
    version: int | None
    """The version that is in use from then on; null where the feed has none yet."""
    sha256: str | None = None
    """Of the document as it was fetched, in hexadecimal; null where none was."""
    objections: tuple[Objection, ...] = ()
    """What speaks against it, also what was overridden, and what is merely noted."""
    counts: Counts | None = None
    """Null where the document could not be read, or was not new."""
    provenance: Provenance | None = None
    withdrawn: str | None = None
    """SHA-256 of the document that a roll-back took out of use: it is not taken again by itself."""
    reason: str | None = None
    """Why a person overrode objections, or rolled back; why nothing could be fetched."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What is merely noted."""
        return tuple(o.reason for o in self.objections if o.firmness is Firmness.NOTE)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it was refused, or what was overridden."""
        return tuple(o.reason for o in self.objections if o.firmness is not Firmness.NOTE)


def examine(case: Case, settings: GateSettings) -> tuple[Objection, ...]:
    """What all checks have to say."""
    return tuple(objection for check in CHECKS.values() for objection in check.examine(case, settings))


def verdict_on(objections: Sequence[Objection], *, forced: bool) -> Verdict:
    """Accepted where nothing speaks against it, or nothing that a person may not override and has."""
    firm = {objection.firmness for objection in objections} - {Firmness.NOTE}
    refused = Firmness.HARD in firm or (Firmness.SOFT in firm and not forced)
    return Verdict.REFUSED if refused else Verdict.ACCEPTED


def counts_of(candidate: Candidate, own: Sequence[str]) -> Counts:
    """What a version holds."""
    vetted = candidate.vetted
    return Counts(
        entries=len(vetted),
        merged=vetted.merged,
        rejected=_by_count(vetted.feed.rejected + vetted.dropped),
        never_listed=_by_count(never_listed(candidate, own)),
    )


def _by_count(reasons: Counter[str]) -> dict[str, int]:
    """The commonest reasons, and all others as one: some readers take words of the document into them."""
    told = dict(reasons.most_common(_MOST_REASONS))
    others = reasons.total() - sum(told.values())
    return {**told, "other reasons": others} if others else told
