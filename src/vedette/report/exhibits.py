"""Evidence as exhibits: each place once, numbered, with the hash of what stands there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from vedette.model.alert import Evidence
from vedette.report.document import Exhibit
from vedette.report.interface import Carried, Facts, Place, Raw, place_of

MOST: Final = 300
"""Exhibits of a report; an evidence file has all."""


def evidence_of(facts: Facts) -> list[Evidence]:
    """The evidence of the alert, then of each step's findings and timeline; each place once."""
    found: dict[Place, Evidence] = {}
    named: dict[Place, list[Place]] = defaultdict(list)
    for evidence in (*facts.alert.evidence, *(e for step in facts.steps for e in _of_step(step))):
        place = place_of(evidence)
        alike = named[place._replace(source=_file_name(place.source))]
        if not any(is_same_place(place, other) for other in alike):
            found[place] = evidence
            alike.append(place)
    return list(found.values())


def is_same_place(one: Place, other: Place) -> bool:
    """Whether two places are one, also where one source is named from the root and the other from another folder."""
    if one[1:] != other[1:] or one[1:] == (None, None):
        return one == other
    short, long = sorted((one.source, other.source), key=len)
    return short == long or long.endswith(f"/{short.removeprefix('./').lstrip('/')}")


def numbers(shown: Sequence[Exhibit], evidence: Iterable[Evidence]) -> tuple[int, ...]:
    """The exhibits that these are, in their order."""
    places = [(place_of(exhibit.evidence), exhibit.number) for exhibit in shown]
    wanted = [place_of(one) for one in evidence]
    return tuple(number for place, number in places if any(is_same_place(place, one) for one in wanted))


def _file_name(source: str) -> str:
    return source.rpartition("/")[2]


def _of_step(step: Carried) -> Sequence[Evidence]:
    of_findings = [e for finding in step.record.findings for e in finding.evidence]
    return [*of_findings, *(m.evidence for m in step.record.timeline if m.evidence is not None)]


def exhibits(evidence: Sequence[Evidence], raws: Mapping[Place, Raw]) -> tuple[Exhibit, ...]:
    """The first MOST as exhibits."""
    return tuple(
        _exhibit(number, one, raws.get(place_of(one))) for number, one in enumerate(evidence[:MOST], start=1)
    )


def _exhibit(number: int, evidence: Evidence, raw: Raw | None) -> Exhibit:
    if raw is None:
        return Exhibit(number, evidence, None, None, "was not read again for this report", sound=False)
    if raw.problem is not None:
        return Exhibit(number, evidence, None, None, f"could not be read again: {raw.problem}", sound=False)
    if raw.sha256 is None:
        said = "stands in no one line or packet: there is nothing to read again"
        return Exhibit(number, evidence, None, None, said, sound=True)
    what = "line" if evidence.line is not None else "packet"
    said = {
        True: f"the {what} stands where it stood, and holds the excerpt",
        False: f"the {what} that stands there now does not hold the excerpt: the source has changed, or the excerpt is "
        "decoded text",
        None: f"a {what} stands there; the excerpt is what it means, not its bytes",
    }[raw.agrees]
    return Exhibit(number, evidence, raw.sha256, raw.size, said, sound=raw.agrees is not False)
