"""Alerts: who did what to which application, when, where and why it matters, with the evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vedette.model.reputation import Reputation
from vedette.model.service import Service
from vedette.model.vulnerability import Vulnerability


class Kind(StrEnum):
    """What meets in an alert; incidents come first."""

    INCIDENT = "incident"
    """A bad client and a vulnerable application."""
    REPUTATION_FINDING = "reputation-finding"
    """A bad client and a service that is not known to be vulnerable."""
    EXPLOIT_FINDING = "exploit-finding"
    """An exploit tried by a client of no bad reputation, or guessing, a flood, probing or a scan by one."""
    POSTURE_FINDING = "posture-finding"
    """A service that should not be reachable from outside; no client needed."""


class Verdict(StrEnum):
    """What the client did, in one word; from harmless to worst."""

    KNOWN_SCANNER = "known-scanner"
    """A named research scanner that did nothing but look."""
    LISTED_CLIENT = "listed-client"
    """A listed client that did nothing remarkable."""
    RECONNAISSANCE = "reconnaissance"
    """It looked around: many paths, protocol probes, logins tried."""
    ATTEMPT_NOT_AFFECTED = "attempt-not-affected"
    """It tried an exploit that does not hold for this service."""
    ATTEMPT_VULNERABLE = "attempt-vulnerable"
    """It tried an exploit that holds for this service, or that nobody can rule out; the states tell which."""
    COMPROMISED = "compromised"
    """There is evidence that it succeeded."""


class Outcome(StrEnum):
    """How far the client got, as far as the evidence goes."""

    NONE_SEEN = "none-seen"
    """No attack was seen."""
    ATTEMPTED = "attempted"
    """Attacked; nothing shows that it worked, or that it was refused."""
    BLOCKED = "blocked"
    """Attacked; every try was refused."""
    LIKELY_SUCCESSFUL = "likely-successful"
    """The answer looks like success, but its content was not seen."""
    CONFIRMED_SUCCESSFUL = "confirmed-successful"
    """The stolen content, the call-back or the command's output was seen."""


class Severity(StrEnum):
    """How soon somebody must act; ordered by `rank`."""

    INFO = "info"
    """Nothing to do."""
    LOW = "low"
    """Look when there is time."""
    MEDIUM = "medium"
    """Look this week."""
    HIGH = "high"
    """Look today."""
    CRITICAL = "critical"
    """Drop everything."""

    @property
    def rank(self) -> int:
        """0 for info to 4 for critical."""
        return list(Severity).index(self)


class HypothesisName(StrEnum):
    """The three explanations that are weighed on every alert."""

    EXPLOITATION = "exploitation"
    DENIAL_OF_SERVICE = "denial-of-service"
    PROBING = "probing"


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One explanation of what the client was doing."""

    name: HypothesisName
    weight: float
    """0–1; the weights of an alert are judged apart and need not sum to 1."""
    reasons: tuple[str, ...]


class Strength(StrEnum):
    """How much an item of evidence for success weighs; docs/outcomes.md says which item has which."""

    CONCLUSIVE = "conclusive"
    """It leaves no other explanation: it confirms success."""
    STRONG = "strong"
    """Success is the likeliest explanation."""
    WEAK = "weak"
    """It fits success, and much else: it is told, and changes no outcome."""


@dataclass(frozen=True, slots=True)
class Called:
    """Where the attacked machine connected to because of the attack."""

    ip: str
    port: int | None
    """Null where the source does not say."""

    def __str__(self) -> str:
        """`192.0.2.66:1389`, `[2001:db8::66]:1389`."""
        ip = f"[{self.ip}]" if ":" in self.ip else self.ip
        return ip if self.port is None else f"{ip}:{self.port}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A pointer to the raw thing, and what it shows."""

    source: str
    """File, as the user named it."""
    line: int | None
    """1-based line; null in captures."""
    offset: int | None
    """Byte offset of the line or packet in the (decompressed) source."""
    time: datetime | None
    excerpt: str
    """The raw text, cut to a bounded length; hostile, to be escaped in every sink."""
    shows: str
    """What it shows, in our words."""
    strength: Strength | None = None
    """How strongly it shows that an attack worked; null for what shows no success."""
    called: Called | None = None
    """The call-back that it shows; null for what shows none."""
    account: str | None = None
    """The account whose login it shows to be accepted, as the log names it; null for what shows none."""

    @property
    def place(self) -> str:
        """Where it stands: `access.log:17`, or the source alone where it has no lines."""
        return self.source if self.line is None else f"{self.source}:{self.line}"


class Trait(StrEnum):
    """What clients of one campaign share; the likeliest to tell comes first."""

    PAYLOAD_HOST = "payload-host"
    """The host that their payloads name for a call-back or a download."""
    REQUEST = "request"
    """The request that attacked, but for what differs from one to the next."""
    TOOL = "tool"
    """The tool that the requests name or show."""
    ACCOUNTS = "accounts"
    """The accounts that they tried to log in as, at the same service."""
    NETWORK = "network"
    """Their network (IPv4 /24, IPv6 /64), with the same aim."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """Clients that belong together."""

    id: str
    """Twelve hexadecimal digits, the same for the same trait."""
    trait: Trait
    shared: str
    """What they share; from strangers, to be escaped in every sink."""
    clients: int
    """How many clients share it, two at least."""


@dataclass(frozen=True, slots=True)
class Client:
    """An external client, and what is known of it."""

    ip: str
    reputation: Reputation
    country: str | None
    """ISO 3166 code, null where unknown."""
    asn: int | None
    """Number of the autonomous system that announces its address, null where unknown."""
    network_owner: str | None = None
    """Who runs that network, null where unknown."""
    reputation_now: Reputation | None = None
    """Its reputation today; `reputation` is that at the time of the event. Null where nobody asked."""
    crawler: str | None = None
    """What is known of its word that it is a crawler: `says it is Googlebot, is not`; null where it does not say so."""


@dataclass(frozen=True, slots=True)
class Alert:
    """All sightings of one client on one service within a session, or one finding about a service."""

    id: str
    """Twelve hexadecimal digits, the same for the same facts."""
    kind: Kind
    verdict: Verdict | None
    """Null for a posture finding."""
    severity: Severity
    severity_reasons: tuple[str, ...]
    client: Client | None
    """Null for a posture finding."""
    service: Service
    vulnerabilities: tuple[Vulnerability, ...]
    """Those of the service that are affected or unknown, and the attacked one whatever its state."""
    attacked_vulnerability: str | None
    hypotheses: tuple[Hypothesis, ...]
    """Most likely first."""
    outcome: Outcome
    first_seen: datetime | None
    last_seen: datetime | None
    connections: int
    bytes_in: int | None
    bytes_out: int | None
    evidence: tuple[Evidence, ...]
    """Strongest first."""
    who: str
    what: str
    when: str
    where: str
    why: str
    campaign: Campaign | None = None
    """What it shares with the alerts of other clients; null where that is nothing."""
