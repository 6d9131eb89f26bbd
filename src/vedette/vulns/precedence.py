"""Which of several statements about the same part of a service decides.

A higher authority decides before a lower one: the distribution that built a package before the package's own ecosystem
(OSV) before upstream (CVE records, NVD). Of one authority the worst outcome counts. An open question of a higher
authority leaves room only for a lower one's "affected".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from msgspec.structs import replace

from vedette.model.errors import InvalidVersion
from vedette.model.vulnerability import State
from vedette.vulns.advisories.index import Record
from vedette.vulns.advisories.interface import Authority, PackageStatement, Statement
from vedette.vulns.lines import own_line
from vedette.vulns.statements import Verdict, verdict
from vedette.vulns.subjects import Subject
from vedette.vulns.version_ranges import Outcome, version_key

Said: TypeAlias = list[tuple[Statement, Verdict]]
"""The statements about one subject, with what each means for it."""


@dataclass(frozen=True, slots=True)
class Level:
    """All that sources of one authority say."""

    authority: Authority
    verdicts: tuple[Verdict, ...]
    worst: Verdict
    """What they say together."""


def judged(subject: Subject, record: Record) -> Verdict | None:
    """The verdict that counts; null where no statement is about the subject."""
    said = _said(subject, record)
    if len(said) > 1:
        return decide(_by_authority(subject, said))
    return said[0][1] if said else None  # of whatever authority: there is nobody to ask beside


def levels(subject: Subject, record: Record) -> list[Level]:
    """What each authority says of a subject, the highest first; authorities that say nothing are left out."""
    return _by_authority(subject, _said(subject, record))


def _said(subject: Subject, record: Record) -> Said:
    return [
        (statement, found)
        for advisory in record.advisories
        for statement in advisory.statements
        if (found := verdict(subject, advisory, statement)) is not None
    ]


def _by_authority(subject: Subject, said: Said) -> list[Level]:
    by_authority: dict[Authority, list[Verdict]] = {}
    distributions = []
    for statement, found in said:
        if isinstance(statement, PackageStatement) and statement.authority is Authority.DISTRIBUTION:
            distributions.append((statement, found))
        else:
            by_authority.setdefault(found.authority, []).append(found)
    if distributions:
        by_authority[Authority.DISTRIBUTION] = [found for _, found in own_line(subject, distributions)]
    return [
        Level(authority, tuple(by_authority[authority]), _worst(subject, by_authority[authority]))
        for authority in sorted(by_authority, reverse=True)
    ]


def decide(of: Sequence[Level]) -> Verdict | None:
    """The verdict that counts; null where nobody says anything."""
    pending: Verdict | None = None
    for level in of:
        worst = level.worst
        if worst.outcome is Outcome.AFFECTED or (
            pending is None and worst.outcome.state is not State.UNKNOWN
        ):
            return worst
        pending = pending or worst
    return pending


def _worst(subject: Subject, level: Sequence[Verdict]) -> Verdict:
    """The worst verdict of one authority, with the highest of the fixes that are named."""
    if len(level) == 1:
        return level[0]
    worst = max(level, key=lambda v: v.outcome)
    by_line: dict[str, Outcome] = {}
    for v in level:
        if v.line is not None:
            by_line[v.line] = max(v.outcome, by_line.get(v.line, v.outcome))
    if (
        worst.line is not None
        and worst.outcome is Outcome.AFFECTED
        and set(by_line.values()) != {Outcome.AFFECTED}
    ):
        others = " and ".join(
            sorted(line for line, outcome in by_line.items() if outcome is not Outcome.AFFECTED)[:3]
        )
        why = f"{worst.why} in {worst.line}, and not in {others}: which of them is its own is not known"
        return replace(worst, outcome=Outcome.POSSIBLE, why=why)
    fixes = [v.fixed_version for v in level if v.outcome is worst.outcome and v.fixed_version is not None]
    highest = _highest(subject, fixes)
    return worst if highest == worst.fixed_version else replace(worst, fixed_version=highest)


def _highest(subject: Subject, versions: list[str]) -> str | None:
    if len(set(versions)) < 2:
        return next(iter(versions), None)
    try:
        return max(versions, key=lambda v: version_key(subject.upstream_scheme.name, v))
    except InvalidVersion:
        return versions[0]
