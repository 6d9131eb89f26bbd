"""Whether what an alert points at still stands where it stood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vedette.investigate.files import is_named
from vedette.investigate.skim import Hit
from vedette.investigate.trail import Searched, Trail
from vedette.model.alert import Evidence

SHORTEST = 20
"""Characters of an excerpt by which a line is known again in another file."""


@dataclass(frozen=True, slots=True)
class Found:
    """What became of one line that the alert points at."""

    evidence: Evidence
    now: Evidence | None
    """Where it stands now; null where it is nowhere."""

    @property
    def moved(self) -> bool:
        """Whether it stands in another file, or in another place of the same."""
        return self.now is not None and self.now != self.evidence


def found_again(evidence: tuple[Evidence, ...], trail: Trail) -> Iterator[Found]:
    """Each line of the evidence that mentions the client, as it is found now. Captures have no lines."""
    lines = {(one.source.name, hit.line): hit for one in trail.searched for hit in _hits(one)}
    for item in evidence:
        if item.line is not None and trail.needles.mentioned_in(item.excerpt):
            yield Found(item, _stands(item, trail, lines) or _elsewhere(item, trail))


def _stands(item: Evidence, trail: Trail, lines: dict[tuple[str, int], Hit]) -> Evidence | None:
    """The evidence, where the line is what it was."""
    for one in trail.searched:
        hit = lines.get((one.source.name, item.line or 0))
        if hit is not None and is_named(str(one.source.path), item.source) and _same(hit, item):
            return item
    return None


def _elsewhere(item: Evidence, trail: Trail) -> Evidence | None:
    """The same line in another place: rotation has moved it."""
    if len(item.excerpt) < SHORTEST:
        return None
    for one in trail.searched:
        for hit in _hits(one):
            if _same(hit, item):
                return Evidence(one.source.name, hit.line, hit.offset, item.time, item.excerpt, item.shows)
    return None


def _hits(one: Searched) -> tuple[Hit, ...]:
    return () if one.skimmed is None else one.skimmed.hits


def _same(hit: Hit, item: Evidence) -> bool:
    """Whether a line is the one that the excerpt is the start of; an excerpt of a message stands within its line."""
    return item.excerpt in hit.text.decode("utf-8", "backslashreplace")
