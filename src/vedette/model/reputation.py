"""Indicators and what they say together of an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol


class Category(StrEnum):
    """What a feed calls the addresses that it lists."""

    MALICIOUS = "malicious"
    """Bad for no stated reason, or for several."""
    ATTACKER = "attacker"
    """Seen to exploit or to force logins."""
    SCANNER = "scanner"
    """Seen to scan; says nothing of intent."""
    COMMAND_AND_CONTROL = "c2"
    """A server that controls implants."""
    MALWARE = "malware"
    """Hosts or spreads malware, call-back servers of exploits included."""
    ANONYMISER = "anonymiser"
    """Tor exit, open proxy, VPN."""
    SPAM = "spam"
    """Sends spam."""
    PHISHING = "phishing"
    """Hosts phishing."""


class ContextKind(StrEnum):
    """What a list of known networks says of an address. Context explains; it neither condemns nor clears."""

    SCANNER = "scanner"
    """A named research or mass scanner: Shodan, Censys, …"""
    RESOLVER = "public-resolver"
    """A public DNS resolver."""
    SHARED = "shared-infrastructure"
    """A content delivery network or other front that many share."""
    CLOUD = "cloud"
    """A cloud or hosting range."""
    VPN = "vpn-or-hosting"
    """A VPN provider's or data centre's range."""
    CRAWLER = "crawler"
    """A search engine's crawler."""
    SINKHOLE = "sinkhole"
    """A sinkhole run by defenders."""
    SPECIAL = "special-range"
    """An address block with a special meaning (RFC 6890)."""
    OTHER = "other"
    """Any other list of known identifiers."""


class Standing(StrEnum):
    """How an opinion stands to the time that is asked about."""

    LISTED = "listed"
    """The feed had seen the address by then, and not too long before."""
    YOUNGER = "younger"
    """The listing is younger than that time: it may name the client for this very event, or a later owner of it."""
    ENDED = "ended"
    """The end that its list set had come by then."""
    FADED = "faded"
    """It was last seen so long before that nothing is left of it."""
    UNDATED = "undated"
    """Neither the entry nor its list says when, or no time is asked about: its age is unknown."""


class Asked(StrEnum):
    """Whether anybody was asked who could have named an address."""

    ASKED = "asked"
    """At least one list of bad addresses is fresh enough to say something."""
    NOT_ASKED = "not-asked"
    """No list of bad addresses is loaded."""
    TOO_OLD = "too-old"
    """Every list of bad addresses is stale, or so old that nothing is left of its entries."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one feed says of one address."""

    feed: str
    """Name of the feed."""
    category: Category
    """What the feed calls it."""
    confidence: int
    """0–100: how far this entry is to be trusted while it is new."""
    listed_at: datetime | None
    """When the entry, or else the list, was made; null where neither says."""
    detail: str | None
    """The feed's own words: a comment, a count of lists, a tag."""
    demoted: str | None
    """Why the entry does not count, or null where it does."""
    standing: Standing = Standing.UNDATED
    """How it stands to the time asked about."""
    weight: int | None = None
    """0–100: what is left of its confidence at that time; null where nothing is known to be lost."""
    first_seen: datetime | None = None
    """When the feed first saw it, or made the entry; null where the entry does not say."""
    last_seen: datetime | None = None
    """When the feed last saw it, else its first sighting, else the date of the list; null where none is known."""
    valid_from: datetime | None = None
    """From when on the entry holds, where its list sets it a term; else null."""
    valid_until: datetime | None = None
    """Until when it holds, where its list sets it a term; else null."""
    age: timedelta | None = None
    """From the last sighting to the time asked about, in whole days; null where unknown or younger."""
    data_age: timedelta | None = None
    """From the date of the list to the time asked about, in whole days; null where unknown or younger."""

    @property
    def left(self) -> int:
        """0–100: what it is worth at the time asked about."""
        return self.confidence if self.weight is None else self.weight

    def seen_from(
        self, standing: Standing, weight: int, age: timedelta | None, data_age: timedelta | None
    ) -> Opinion:
        """The opinion as it stands to a time. Written out, since `replace` takes five times as long."""
        return Opinion(
            self.feed, self.category, self.confidence, self.listed_at, self.detail, self.demoted,
            standing, weight, self.first_seen, self.last_seen, self.valid_from, self.valid_until, age, data_age,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Context:
    """What a list of known networks says of one address."""

    kind: ContextKind
    name: str
    """The list, or the owner that it names: `Shodan`."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """An entry of the allowlist that covers an address."""

    network: str
    """The address or prefix, in CIDR notation."""
    owner: str
    """Who answers for it."""
    reason: str
    added: datetime
    expires: datetime | None
    """From when on it no longer counts; null for never."""

    @property
    def told(self) -> str:
        """Why it may not be condemned: owner, reason and end."""
        end = f", until {self.expires:%Y-%m-%d}" if self.expires else ""
        return f"allowlisted by {self.owner}: {self.reason}{end}"

    def holds(self, at: datetime | None) -> bool:
        """Whether it counts at a time; where none is known it does unless it ends at all."""
        return self.expires is None or (at is not None and at < self.expires)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What our own records say of an address: that it came is no offence, that it attacked is one."""

    first_seen: datetime
    last_seen: datetime
    times: int
    """How often it came, as the records count."""
    attacks: int
    """Alerts in which it attacked something of ours."""


class History(Protocol):
    """Our own records of clients."""

    def earlier(self, ips: Sequence[str], before: Sequence[datetime | None]) -> Sequence[Earlier | None]:
        """What is recorded of each address before the day of each time; null where nothing is. A null time is now."""
        ...


@dataclass(frozen=True, slots=True)
class Reputation:
    """What all lists together say of one address, at one time."""

    listed: bool
    """Bad, after every rule."""
    score: int
    """0–100; 0 where not listed."""
    categories: tuple[Category, ...]
    """Of the opinions that count, most frequent first."""
    opinions: tuple[Opinion, ...]
    """All, also those that a rule demotes."""
    context: tuple[Context, ...]
    reasons: tuple[str, ...] = ()
    """What makes the score: one for each opinion or family of lists that counts, the weightiest first."""
    allowances: tuple[Allowance, ...] = ()
    """Entries of the allowlist that cover it, also those that have expired."""
    allowed: str | None = None
    """Why it may not be condemned, by the allowlist: owner, reason and end; null where no entry counts."""
    earlier: Earlier | None = None
    """What our own records say of it; null where nothing, or where none were asked."""

    @property
    def scanner(self) -> str | None:
        """Name of the research scanner that the address belongs to, if it does."""
        return next((c.name for c in self.context if c.kind is ContextKind.SCANNER), None)

    @property
    def crawlers(self) -> frozenset[str]:
        """Names of the crawlers whose published ranges hold the address."""
        return frozenset(c.name for c in self.context if c.kind is ContextKind.CRAWLER)


UNKNOWN = Reputation(listed=False, score=0, categories=(), opinions=(), context=())
"""Of an address that no list names."""
