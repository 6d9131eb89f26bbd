"""Crawlers: which one a client says it is, and whether its operator says so too.

A user agent is only a claim. Operators publish the ranges that their crawlers come from (Googlebot, Bingbot and others
as JSON with `prefixes`, MISP as warning lists); where such a list is loaded, a claim is held against it. That the name
of the address leads back to it (forward-confirmed reverse DNS) would verify too, but asks the network.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from vedette.model.reputation import Reputation

CRAWLERS: Final[tuple[tuple[str, str], ...]] = (
    ("googlebot", "Googlebot"),
    ("bingbot", "Bingbot"),
    ("duckduckbot", "DuckDuckBot"),
    ("applebot", "Applebot"),
    ("gptbot", "GPTBot"),
    ("oai-searchbot", "OAI-SearchBot"),
    ("perplexitybot", "PerplexityBot"),
    ("yandexbot", "YandexBot"),
    ("baiduspider", "Baiduspider"),
    ("facebookexternalhit", "FacebookExternalHit"),
    ("amazonbot", "Amazonbot"),
    ("ahrefsbot", "AhrefsBot"),
)
"""A word of the user agent, in lower case, and the crawler that names itself so; its list has that title. The first
that stands in the text decides."""


class Claim(StrEnum):
    """What is known of a client's word that it is a crawler."""

    VERIFIED = "verified"
    """It comes from the ranges that the crawler's operator publishes."""
    FALSE = "false"
    """It does not, though they are known."""
    UNVERIFIED = "unverified"
    """No list of that crawler's ranges is loaded."""


@dataclass(frozen=True, slots=True)
class Crawler:
    """A crawler that a client says it is."""

    name: str
    claim: Claim

    @property
    def told(self) -> str:
        """What there is to say of it, as a phrase."""
        return {
            Claim.VERIFIED: f"is {self.name}, by its operator's ranges",
            Claim.FALSE: f"says it is {self.name}, is not",
            Claim.UNVERIFIED: f"says it is {self.name}, which no list can verify",
        }[self.claim]


def claimed(texts: Iterable[str]) -> str | None:
    """The crawler that a client says it is, by its user agents or the lines that hold them; null where none."""
    lowered = [text.lower() for text in texts]
    return next((name for word, name in CRAWLERS if any(word in text for text in lowered)), None)


def crawler_of(texts: Iterable[str], reputation: Reputation, listed: frozenset[str]) -> Crawler | None:
    """The crawler that a client says it is, held against the lists.

    reputation: of its address; listed: crawlers whose ranges are known.
    """
    name = claimed(texts)
    if name is None:
        return None
    if name in reputation.crawlers:
        return Crawler(name, Claim.VERIFIED)
    return Crawler(name, Claim.FALSE if name in listed else Claim.UNVERIFIED)
