"""Which vulnerabilities hold for a service.

Statements of advisories are compared with the application and with each component. Of one authority the worst
outcome counts; a higher authority decides before a lower one: the distribution before the ecosystem before
upstream. An open question of a higher authority leaves room only for a lower one's "affected". Of a service's
parts the worst decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from vedette.model.errors import InvalidVersion
from vedette.model.service import Service
from vedette.model.vulnerability import Exposure, State, Vulnerability
from vedette.vulns.advisories.index import Advisories, Record
from vedette.vulns.advisories.interface import Authority
from vedette.vulns.scope import beside_the_point
from vedette.vulns.statements import Verdict, verdict
from vedette.vulns.subjects import Subject, application, component
from vedette.vulns.version_ranges import Outcome, version_key

_BADNESS = {State.AFFECTED: 0, State.UNKNOWN: 1, State.FIXED: 2, State.NOT_AFFECTED: 3}


def expose(service: Service, advisories: Advisories) -> Exposure:
    """The vulnerabilities that hold for a service, may hold, or are fixed in it; worst first."""
    subjects, not_judged = _subjects(service)
    found = []
    for identifier in sorted({i for subject in subjects for i in _candidates(subject, advisories)}):
        record = advisories.records[identifier]
        judged = _judge_all(subjects, record)
        if judged is not None and judged[1].outcome is not Outcome.NOT_AFFECTED:
            found.append(_vulnerability(record, *judged))
    return Exposure(service.id, tuple(sorted(found, key=_worst_first)), not_judged)


def judge(service: Service, vulnerability_id: str, advisories: Advisories) -> Vulnerability:
    """The state of one vulnerability for a service, even where no advisory lists it for this product."""
    record = advisories.find(vulnerability_id)
    if record is None:
        return _vulnerability(Record(vulnerability_id, (), exploited=False, epss=None), None, None)
    subjects, _ = _subjects(service)
    judged = _judge_all(subjects, record)
    if judged is not None:
        return _vulnerability(record, *judged)
    return _vulnerability(record, application(service), beside_the_point(application(service), record))


def _subjects(service: Service) -> tuple[list[Subject], tuple[str, ...]]:
    """What of a service can be judged, and what cannot, with the reason."""
    not_judged: list[str] = []
    itself = application(service)
    if not (itself.makers or itself.packages or itself.names):
        not_judged.append(f"{itself.label}: no CPE or package URL, and no product that is known by this name")
    elif itself.version is None:
        not_judged.append(f"{itself.matched}: no version")
    subjects = [itself]
    for text in service.components:
        part = component(text, service)
        if part is None:
            not_judged.append(f"{text}: no package URL")
            continue
        subjects.append(part)
        if part.version is None:
            not_judged.append(f"{text}: no version")
        elif part.purl is not None and part.purl.type == "generic":
            not_judged.append(f"{text}: no package type, so no advisory is about it")
    return subjects, tuple(not_judged)


def _candidates(subject: Subject, advisories: Advisories) -> Iterable[str]:
    """Ids of the vulnerabilities that may be about the subject."""
    for key in subject.packages:
        yield from advisories.about_package(key)
    for name in {product for _, product in subject.makers} | subject.names:
        yield from advisories.about_product(name)


def _judge_all(subjects: list[Subject], record: Record) -> tuple[Subject, Verdict] | None:
    """The worst verdict and whom it is about; null where no statement is about any of the subjects."""
    judged = [(s, v) for s in subjects if (v := _judge_one(s, record)) is not None]
    return min(judged, key=lambda pair: _BADNESS[pair[1].outcome.state], default=None)


def _judge_one(subject: Subject, record: Record) -> Verdict | None:
    verdicts = [v for a, s in record.statements() if (v := verdict(subject, a, s)) is not None]
    pending: Verdict | None = None
    for authority in sorted(Authority, reverse=True):
        level = [v for v in verdicts if v.authority is authority]
        worst = _worst(subject, level)
        if worst is None:
            continue
        if worst.outcome is Outcome.AFFECTED or (
            pending is None and worst.outcome.state is not State.UNKNOWN
        ):
            return worst
        pending = pending or worst
    return pending


def _worst(subject: Subject, level: list[Verdict]) -> Verdict | None:
    """The worst verdict of one authority, with the highest of the fixes that are named."""
    if not level:
        return None
    worst = max(level, key=lambda v: v.outcome)
    states = {v.outcome for v in level if v.release is not None}
    if Outcome.AFFECTED in states and len(states) > 1:
        why = f"{subject.label} is affected in release {worst.release} and not in others: its release is not known"
        return replace(worst, outcome=Outcome.POSSIBLE, why=why)
    fixes = [v.fixed_version for v in level if v.outcome is worst.outcome and v.fixed_version is not None]
    return replace(worst, fixed_version=_highest(subject, fixes))


def _highest(subject: Subject, versions: list[str]) -> str | None:
    if len(set(versions)) < 2:
        return next(iter(versions), None)
    try:
        return max(versions, key=lambda v: version_key(subject.upstream_scheme.name, v))
    except InvalidVersion:
        return versions[0]


def _vulnerability(record: Record, subject: Subject | None, judged: Verdict | None) -> Vulnerability:
    return Vulnerability(
        id=record.id,
        state=State.UNKNOWN if judged is None else judged.outcome.state,
        reason=f"no advisory about {record.id} was loaded" if judged is None else judged.reason,
        matched=subject.matched if subject is not None else None,
        cvss=record.cvss,
        epss=record.epss,
        kev=record.exploited,
        fixed_version=judged.fixed_version if judged is not None else None,
        cwes=record.cwes,
    )


def _worst_first(vulnerability: Vulnerability) -> tuple[int, bool, float, str]:
    return (
        _BADNESS[vulnerability.state],
        not vulnerability.kev,
        -(vulnerability.cvss or 0),
        vulnerability.id,
    )
