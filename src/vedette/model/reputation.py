"""Indicators and what they say together of an address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one feed says of one address."""

    feed: str
    """Name of the feed."""
    category: Category
    """What the feed calls it."""
    confidence: int
    """0–100: how far this entry is to be trusted."""
    listed_at: datetime | None
    """When the entry, or else the list, was made; null where neither says."""
    detail: str | None
    """The feed's own words: a comment, a count of lists, a tag."""
    demoted: str | None
    """Why the entry does not count, or null where it does."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a list of known networks says of one address."""

    kind: ContextKind
    name: str
    """The list, or the owner that it names: `Shodan`."""


@dataclass(frozen=True, slots=True)
class Reputation:
    """What all lists together say of one address."""

    listed: bool
    """Bad, after every rule."""
    score: int
    """0–100; 0 where not listed."""
    categories: tuple[Category, ...]
    """Of the opinions that count, most frequent first."""
    opinions: tuple[Opinion, ...]
    """All, also those that a rule demotes."""
    context: tuple[Context, ...]

    @property
    def scanner(self) -> str | None:
        """Name of the research scanner that the address belongs to, if it does."""
        return next((c.name for c in self.context if c.kind is ContextKind.SCANNER), None)


UNKNOWN = Reputation(listed=False, score=0, categories=(), opinions=(), context=())
"""Of an address that no list names."""
