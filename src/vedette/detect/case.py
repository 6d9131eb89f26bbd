"""A case: one session held against one service, with all that was made of it before it is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from vedette.detect.attempts import Attempt
from vedette.detect.conduct import Conduct, conduct_of
from vedette.detect.proof import Proof
from vedette.detect.sessions import Session
from vedette.detect.usual import Habits
from vedette.intel.crawlers import Crawler
from vedette.model.alert import Outcome
from vedette.model.reputation import Reputation
from vedette.model.service import Service
from vedette.model.vulnerability import Exposure, State, Vulnerability


@dataclass(frozen=True)
class Case:
    """What is known when a session is judged."""

    session: Session
    reputation: Reputation
    """Of the client, at the time of the session."""
    service: Service
    exposure: Exposure
    """Of the service."""
    attempts: Sequence[Attempt]
    """In order of time."""
    attacked: Vulnerability | None
    """The vulnerability that the attempts are for, with its state for this service."""
    proofs: Sequence[Proof]
    """Those that stand and count, strongest first."""
    outcome: Outcome
    signs: Sequence[Proof] = ()
    """Weak ones, which are told and change no outcome."""
    usual: Habits = field(default_factory=Habits)
    """What the service's answers are usually like."""
    services: int = 1
    """Services of ours that the client was seen at."""
    targets: int = 0
    """Ports and hosts at which the client was turned away, of ours or not."""
    crawler: Crawler | None = None
    """The crawler that the client says it is."""

    @cached_property
    def exploits(self) -> list[Attempt]:
        """The attempts that do more than look."""
        return [a for a in self.attempts if not a.only_looks]

    @property
    def worth_an_alert(self) -> bool:
        """Whether the client was bad when it came, or did something bad."""
        return self.reputation.listed or bool(self.exploits or self.proofs or self.conduct)

    @cached_property
    def conduct(self) -> tuple[Conduct, ...]:
        """What it did wrong without an exploit."""
        return conduct_of(self.session, self.attempts, self.targets, self.crawler, self.usual)

    @property
    def only_scanned(self) -> bool:
        """Whether nothing but a scan makes it worth an alert: it is told once, whatever services it met."""
        return self.conduct == (Conduct.SCANNED,) and not (
            self.reputation.listed or self.exploits or self.proofs
        )

    @property
    def logged_in(self) -> bool:
        """Whether a login was accepted."""
        return self.session.login is not None

    @cached_property
    def vulnerable(self) -> bool:
        """Whether any vulnerability is known to hold for the service."""
        return any(v.state is State.AFFECTED for v in self.exposure.vulnerabilities)

    @property
    def rank(self) -> tuple[int, int]:
        """The worst case ranks lowest, so that an attack is not laid to a service that cannot mind it."""
        states = (State.AFFECTED, State.UNKNOWN, State.FIXED, State.NOT_AFFECTED)
        return (-len(self.proofs), states.index(self.attacked.state) if self.attacked else len(states))
