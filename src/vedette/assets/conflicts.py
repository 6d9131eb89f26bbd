"""Where sources disagree about a service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.model.claim import Claim, Rank
from vedette.model.products import find_product, words
from vedette.model.service import Service

_SAY_NOTHING: Final = frozenset({Rank.PORT})
"""What is guessed from a port contradicts nobody."""


def conflicts(service: Service) -> Iterator[str]:
    """What other sources say than the one that is believed, for people; nothing where all agree."""
    if not service.claims:
        return
    best = service.claims[0]
    for claim in service.claims[1:]:
        if claim.rank in _SAY_NOTHING:
            continue
        if not _same_product(claim, best):
            yield f"{claim.source} ({claim.rank}) says {_label(claim)}, {best.source} ({best.rank}) says {_label(best)}"
        elif claim.version and best.version and not same_version(claim.version, best.version):
            yield (
                f"{claim.source} ({claim.rank}) says version {claim.version}, "
                f"{best.source} ({best.rank}) says {best.version}"
            )


def same_version(one: str, other: str) -> bool:
    """Whether two versions may be the same: a banner leaves out epoch, revision and what a distribution adds."""
    return _bare(one).startswith(_bare(other)) or _bare(other).startswith(_bare(one))


def _bare(version: str) -> str:
    """`1:9.2p1-2+deb12u6` → `9.2p1`, `8.2p1 Ubuntu 4ubuntu0.5` → `8.2p1`."""
    text = version.partition(":")[2] or version if version.partition(":")[0].isdigit() else version
    return text.split(" ")[0].split("-")[0].split("+")[0].split("~")[0].lower()


def _same_product(one: Claim, other: Claim) -> bool:
    first, second = find_product(one.product), find_product(other.product)
    if first is not None or second is not None:
        return first == second
    return words(one.product) == words(other.product)


def _label(claim: Claim) -> str:
    return f"{claim.product} {claim.version or ''}".strip()
