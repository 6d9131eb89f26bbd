"""Proof: whether an attack worked, as far as the evidence goes. The outcome is derived, never guessed.

Each item of evidence has a strength (docs/outcomes.md is the table): conclusive ones confirm, strong ones make success
likely, weak ones are told and change nothing. No proof at all: a refusal, an answer that only echoes the request, a
body too small to be what was asked for, the site's one page for everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from vedette.detect.attempts import Attempt
from vedette.detect.conduct import guessed
from vedette.detect.sessions import Session
from vedette.model.alert import Evidence, Outcome, Strength

_BY_STRENGTH: Final = tuple(Strength)


@dataclass(frozen=True, slots=True)
class Proof:
    """One reason to hold that an attack worked."""

    strength: Strength
    says: str
    """What it shows, as a phrase."""
    evidence: Evidence
    attempt: Attempt | None
    """The attempt that it proves; null for a login."""

    @property
    def confirmed(self) -> bool:
        """Whether it leaves no other explanation."""
        return self.strength is Strength.CONCLUSIVE

    @property
    def counts(self) -> bool:
        """Whether it says anything of the outcome."""
        return self.strength is not Strength.WEAK


def answer_proof(strength: Strength, says: str, attempt: Attempt) -> Proof:
    """What the answer to an attempt shows."""
    return Proof(strength, says, replace(attempt.pointer, shows=says, strength=strength), attempt)


def elsewhere_proof(strength: Strength, evidence: Evidence, attempt: Attempt | None) -> Proof:
    """What another row shows, as its evidence says."""
    return Proof(strength, evidence.shows, replace(evidence, strength=strength), attempt)


def strongest_first(proofs: Iterable[Proof]) -> list[Proof]:
    """Proofs in order of strength; of equals the first found first."""
    return sorted(proofs, key=lambda proof: _BY_STRENGTH.index(proof.strength))


def outcome_of(session: Session, attempts: Sequence[Attempt], proofs: Sequence[Proof]) -> Outcome:
    """How far the client got, by the strongest proof that counts."""
    counting = [proof for proof in proofs if proof.counts]
    if counting:
        confirmed = any(proof.confirmed for proof in counting)
        return Outcome.CONFIRMED_SUCCESSFUL if confirmed else Outcome.LIKELY_SUCCESSFUL
    exploits = [a for a in attempts if not a.only_looks]
    if exploits:
        return Outcome.BLOCKED if all(a.refused for a in exploits) else Outcome.ATTEMPTED
    if not guessed(session):
        return Outcome.NONE_SEEN
    return Outcome.BLOCKED if session.login is None else Outcome.ATTEMPTED
