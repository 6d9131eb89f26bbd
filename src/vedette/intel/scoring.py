"""Which opinions on an address count, how much, and whether the address is bad.

An opinion is worth what is left of its confidence at the time asked about (`vedette.intel.decay`). One word for each
family of lists goes into the score, that of the surest (`vedette.intel.families`); how words combine says
`vedette.intel.combination`.

Which opinions count:
1. none on an address that no list may condemn (`vedette.intel.guards`), nor on one that a list of public resolvers
   names: resolvers come onto lists because malware asks them; none on one that the allowlist covers;
2. none that has ended or faded, and none on the network address `x.0.0.0` listed as a host;
3. where all that name it are one family and unsure (below STRONG): not a host whose address looks harvested from text
   (a version number, a placeholder, a network address), and not one of a front that many share.
"""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from vedette.intel.claims import Claim
from vedette.intel.combination import REPEATED, Combined, Combiner, Word
from vedette.model.reputation import (
    Allowance,
    Category,
    Context,
    ContextKind,
    Earlier,
    Opinion,
    Reputation,
    Standing,
)

LISTED_AT: Final = 20
"""Score from which an address is bad. One list of the weakest kind that we take, at 25, is enough to be told."""
STRONG: Final = 60
"""Confidence from which an opinion needs no second: three lists of IPsum give 62."""
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


_APART: Final = Combiner()
"""For lists of which nothing is known in common."""


@dataclass(frozen=True, slots=True)
class Shields:
    """What keeps an address from being condemned, whatever lists say."""

    guard: str | None = None
    """Why no list may condemn it, if so."""
    allowances: tuple[Allowance, ...] = ()
    """Entries of the allowlist that cover it."""
    allowed: str | None = None
    """What the one says that counts at the time asked about."""


def judge(
    claims: Sequence[Claim],
    contexts: Iterable[Context],
    shields: Shields,
    combiner: Combiner = _APART,
    earlier: Earlier | None = None,
) -> Reputation:
    """What all lists together say.

    combiner: how alike the lists are, by their positions; earlier: what our own records say of the address.
    """
    known = tuple(dict.fromkeys(contexts))
    guard = shields.guard or next(
        (f"public resolver: {c.name}" for c in known if c.kind is ContextKind.RESOLVER), shields.allowed
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
    combined = combine(standing, combiner)
    listed = combined.score >= LISTED_AT
    return Reputation(
        listed=listed,
        score=combined.score if listed else 0,
        categories=_categories(standing) if listed else (),
        opinions=tuple(
            claim.opinion if reason is None else replace(claim.opinion, demoted=reason)
            for claim, reason in zip(claims, reasons, strict=True)
        ),
        context=known,
        reasons=tuple(_told(standing, combined)),
        allowances=shields.allowances,
        allowed=shields.allowed,
        earlier=earlier,
    )


def combine(claims: Iterable[Claim], combiner: Combiner = _APART) -> Combined:
    """The score, of one word for each family: that of its surest list."""
    surest: dict[int, Word] = {}
    for claim in claims:
        word = Word(claim.opinion.left, claim.position)
        said = surest.get(claim.family)
        if said is None or word.confidence > said.confidence:
            surest[claim.family] = word
    return combiner.combine(list(surest.values()))


def score(claims: Iterable[Claim], combiner: Combiner = _APART) -> int:
    """0–100 by the formula of `vedette.intel.combination`."""
    return combine(claims, combiner).score


def _told(claims: Sequence[Claim], combined: Combined) -> Iterator[str]:
    """What makes the score: for each family its word, what became of it, and how much it adds."""
    by_source = {claim.position: claim for claim in reversed(claims)}
    for word, weight in zip(combined.words, combined.weights, strict=True):
        claim = by_source[word.source]
        copies = {c.opinion.feed for c in claims if c.family == claim.family} - {claim.opinion.feed}
        also = f" (and {', '.join(sorted(copies)[:3])}, which say the same)" if copies else ""
        yield f"{claim.opinion.feed} {_worth(claim.opinion)}{also}{_share(weight, first=word is combined.words[0])}"


def _worth(opinion: Opinion) -> str:
    """`says attacker at 50`, `says attacker at 50, of which 41 is left after 90 days`."""
    said = f"says {opinion.category} at {opinion.confidence}"
    if opinion.standing is Standing.YOUNGER:
        return f"{said}, which is younger than the time asked about"
    if opinion.left != opinion.confidence and opinion.age is not None:
        return f"{said}, of which {opinion.left} is left after {opinion.age.days} days"
    return (
        said
        if opinion.age is not None or opinion.standing is not Standing.UNDATED
        else f"{said}, age unknown"
    )


def _share(weight: float, *, first: bool) -> str:
    if first:
        return ""
    if weight < REPEATED:
        return (
            f"; counts {weight:.2f} of it, since {1 - weight / REPEATED:.0%} of that is in the lists before"
        )
    return f"; counts {weight:.2f} of it, as a further list"


def _unsure(claims: Sequence[Claim]) -> bool:
    families = {claim.family for claim in claims}
    return len(families) == 1 and max(claim.opinion.left for claim in claims) < STRONG


def _certainly_wrong(claim: Claim) -> str | None:
    """Why an opinion does not count, whatever others say."""
    if claim.ended is not None:
        return f"expired on {claim.ended:%Y-%m-%d}"
    if claim.opinion.standing is Standing.FADED and claim.opinion.age is not None:
        return f"last seen {claim.opinion.age.days:,} days before: nothing is left of it"
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
    if octets[2:] == [0, 0]:
        reason = "a network's address, not a host's"
    elif len(steps) == 1:
        reason = "looks like a placeholder"
    elif max(octets) < VERSION_BELOW:
        reason = "looks like a version number"
    else:
        return None
    return None if ipaddress.IPv4Address(host).is_private else reason


def _categories(claims: Iterable[Claim]) -> tuple[Category, ...]:
    """Most frequent first; of equally frequent ones the first said."""
    said = [claim.opinion.category for claim in claims]
    return tuple(said) if len(said) == 1 else tuple(category for category, _ in Counter(said).most_common())
