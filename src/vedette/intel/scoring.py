"""How all opinions on one address combine: which count, how much, and whether the address is bad.

Score = 100 · (1 − (1 − c₁) · ∏ (1 − c_i / 2)), where c₁ is the most and the c_i the other confidences (as parts of
one), one for each family of lists: lists that copy one another (see `vedette.intel.families`) speak once, with the
word of the surest. If the families were independent witnesses the factor would be 1 for all; it is a half beyond the
first because public lists share sensors and sources. More lists never lower a score, and their order does not matter.

Which opinions count:
1. none on an address that no list may condemn (`vedette.intel.guards`), nor on one that a list of public resolvers
   names: resolvers come onto lists because malware asks them;
2. none that has ended, and none on the network address `x.0.0.0` listed as a host;
3. where all that name it are one family and unsure (below STRONG): not a host whose address looks harvested from text
   (a version number, a placeholder, a network address), and not one of a front that many share.
"""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from vedette.model.reputation import Category, Context, ContextKind, Opinion, Reputation

LISTED_AT: Final = 20
"""Score from which an address is bad. One list of the weakest kind that we take, at 25, is enough to be told."""
STRONG: Final = 60
"""Confidence from which an opinion needs no second: three lists of IPsum give 62."""
REPEATED: Final = 0.5
"""Weight of each family beyond the surest one."""
DEFAULT_CONFIDENCE: Final[dict[Category, int]] = {
    Category.MALICIOUS: 50,
    Category.ATTACKER: 50,
    Category.SCANNER: 40,
    Category.COMMAND_AND_CONTROL: 55,
    Category.MALWARE: 55,
    Category.ANONYMISER: 30,
    Category.SPAM: 40,
    Category.PHISHING: 50,
}
"""Confidence where the feed states none. All stay below STRONG: a list that explains nothing needs a second one.
Anonymisers are least: most who use them are not attackers."""
VERSION_BELOW: Final = 32
"""An address all whose octets are smaller looks like a version number: 1 in 4,096 addresses, nearly all versions."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one feed says of an address, before it is known whether it counts."""

    opinion: Opinion
    family: int
    """Number of the family of lists that the feed belongs to."""
    host: str | None
    """The entry's address, where it is a single one."""
    ended: datetime | None = None
    """When the entry ceased to hold; null where it still does."""


def judge(claims: Sequence[Claim], contexts: Iterable[Context], guard: str | None) -> Reputation:
    """What all lists together say. guard: why no list may condemn the address, if so."""
    known = tuple(dict.fromkeys(contexts))
    guard = guard or next(
        (f"public resolver: {c.name}" for c in known if c.kind is ContextKind.RESOLVER), None
    )
    reasons = [guard or _certainly_wrong(claim) for claim in claims]
    standing = [claim for claim, reason in zip(claims, reasons, strict=True) if reason is None]
    if _unsure(standing):
        shared = next((c.name for c in known if c.kind is ContextKind.SHARED), None)
        reasons = [
            reason or _probably_wrong(claim.host, shared)
            for claim, reason in zip(claims, reasons, strict=True)
        ]
        standing = [claim for claim, reason in zip(claims, reasons, strict=True) if reason is None]
    total = score(standing)
    listed = total >= LISTED_AT
    return Reputation(
        listed=listed,
        score=total if listed else 0,
        categories=_categories(standing) if listed else (),
        opinions=tuple(
            claim.opinion if reason is None else replace(claim.opinion, demoted=reason)
            for claim, reason in zip(claims, reasons, strict=True)
        ),
        context=known,
    )


def score(claims: Iterable[Claim]) -> int:
    """0–100 by the formula above."""
    surest: dict[int, int] = {}
    for claim in claims:
        surest[claim.family] = max(surest.get(claim.family, 0), claim.opinion.confidence)
    doubt = 1.0
    for place, confidence in enumerate(sorted(surest.values(), reverse=True)):
        doubt *= 1 - confidence / 100 * (REPEATED if place else 1)
    return round(100 * (1 - doubt))


def _unsure(claims: Sequence[Claim]) -> bool:
    families = {claim.family for claim in claims}
    return len(families) == 1 and max(claim.opinion.confidence for claim in claims) < STRONG


def _certainly_wrong(claim: Claim) -> str | None:
    """Why an opinion does not count, whatever others say."""
    if claim.ended is not None:
        return f"expired on {claim.ended:%Y-%m-%d}"
    return "a network's address, not a host's" if claim.host and claim.host.endswith(".0.0.0") else None


def _probably_wrong(host: str | None, shared: str | None) -> str | None:
    """Why a single unsure opinion does not count."""
    if host is not None and ":" not in host and (reason := harvested(host)):
        return f"{reason}, and no other list names it"
    return f"{shared} is shared by many, and no other list names it" if shared else None


def harvested(host: str) -> str | None:
    """Why an IPv4 address may be no address but text that looks like one, or null.

    Private and documentation ranges are spared: there nobody harvests, and laboratories use them.
    """
    octets = [int(octet) for octet in host.split(".")]
    steps = {octets[i + 1] - octets[i] for i in range(3)}
    if ipaddress.IPv4Address(host).is_private:
        return None
    if octets[2:] == [0, 0]:
        return "a network's address, not a host's"
    if len(steps) == 1:
        return "looks like a placeholder"
    return "looks like a version number" if max(octets) < VERSION_BELOW else None


def _categories(claims: Iterable[Claim]) -> tuple[Category, ...]:
    """Most frequent first; of equally frequent ones the first said."""
    return tuple(category for category, _ in Counter(c.opinion.category for c in claims).most_common())
