"""Which vulnerabilities hold for a service.

Statements of advisories are compared with the application and with each component (`statements`); of several about the
same part one decides (`precedence`). Of a service's parts the worst decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vedette.model.purl import DISTRIBUTION_TYPES
from vedette.model.service import Service, VersionSource
from vedette.model.vulnerability import Exposure, NotJudged, State, Vulnerability
from vedette.vulns.advisories.index import Advisories, Record
from vedette.vulns.precedence import judged
from vedette.vulns.restart import installed_fix
from vedette.vulns.scope import beside_the_point
from vedette.vulns.statements import Verdict
from vedette.vulns.subjects import Subject, application, component
from vedette.vulns.version_ranges import Outcome
from vedette.vulns.versions import scheme_for_purl_type

_UNNAMED: Final = "no CPE or package URL, and no product that is known by this name"
_PLACE_ALONE: Final = "only its port is known, which does not tell what listens there"
_OPEN: Final = frozenset({State.AFFECTED, State.UNKNOWN})
_BADNESS: Final = {State.AFFECTED: 0, State.UNKNOWN: 1, State.FIXED: 2, State.NOT_AFFECTED: 3}


def expose(service: Service, advisories: Advisories) -> Exposure:
    """The vulnerabilities that hold for a service, may hold, or are fixed in it; worst first."""
    subjects, not_judged = subjects_of(service)
    about = _about(subjects, advisories)
    found = []
    records = advisories.several(about)
    for identifier, concerned in about.items():
        record = records[identifier]
        worst = _worst(concerned, record)
        if worst is not None and worst[1].outcome is not Outcome.NOT_AFFECTED:
            found.append(_vulnerability(record, *worst, service))
    return Exposure(service.id, tuple(sorted(found, key=worst_first)), not_judged)


def _about(subjects: list[Subject], advisories: Advisories) -> dict[str, list[Subject]]:
    """By vulnerability the subjects that it may be about: of hundreds of packages each is held against those alone."""
    if len(subjects) == 1:
        return dict.fromkeys(candidates(subjects[0], advisories), subjects)
    about: dict[str, list[Subject]] = {}
    for subject in subjects:
        for identifier in dict.fromkeys(candidates(subject, advisories)):
            about.setdefault(identifier, []).append(subject)
    return about


def judge(service: Service, vulnerability_id: str, advisories: Advisories) -> Vulnerability:
    """The state of one vulnerability for a service, even where no advisory lists it for this product."""
    record = advisories.find(vulnerability_id)
    if record is None:
        return _vulnerability(Record(vulnerability_id, (), exploited=False, epss=None), None, None, service)
    subjects, _ = subjects_of(service)
    worst = _worst(subjects, record)
    if worst is not None:
        return _vulnerability(record, *worst, service)
    itself = application(service)
    return _vulnerability(record, itself, beside_the_point(itself, record), service)


def subjects_of(service: Service) -> tuple[list[Subject], tuple[NotJudged, ...]]:
    """What of a service can be judged, the application itself first, and what cannot, with the reason."""
    itself = application(service)
    not_judged: list[NotJudged] = []
    if not (itself.makers or itself.packages or itself.names):
        not_judged.append(NotJudged(itself.label, _PLACE_ALONE if _is_place_only(service) else _UNNAMED))
    elif (why := _unjudgeable(itself)) is not None:
        not_judged.append(NotJudged(itself.matched, why))
    subjects = [itself]
    for text in service.components:
        part = component(text, service)
        if part is None:
            not_judged.append(NotJudged(text, "no package URL"))
            continue
        subjects.append(part)
        reason = _unjudgeable(part)
        if reason is not None:
            not_judged.append(NotJudged(text, reason))
    return subjects, tuple(not_judged)


def _is_place_only(service: Service) -> bool:
    """Whether of the service no more is known than where it listens."""
    return service.version is None and service.version_source is VersionSource.ASSUMED


def _unjudgeable(part: Subject) -> str | None:
    """Why a part cannot be judged; null where it can."""
    if part.version is None:
        return "no version"
    if part.purl is None or part.makers:
        return None
    if part.purl.type == "generic":
        return "no package type, so no advisory is about it"
    if scheme_for_purl_type(part.purl.type) is None:
        return f"how versions of type {part.purl.type} compare is not known"
    if part.purl.type in DISTRIBUTION_TYPES and part.purl.namespace is None:
        return "which distribution built it is not known: its os-release tells"
    return None


def candidates(subject: Subject, advisories: Advisories) -> Iterable[str]:
    """Ids of the vulnerabilities that may be about the subject."""
    for key in subject.packages:
        yield from advisories.about_package(key)
    for name in {product for _, product in subject.makers} | subject.names:
        yield from advisories.about_product(name)


def _worst(subjects: list[Subject], record: Record) -> tuple[Subject, Verdict] | None:
    """The worst verdict and whom it is about; null where no statement is about any of the subjects."""
    verdicts = [(s, v) for s in subjects if (v := judged(s, record)) is not None]
    if len(verdicts) > 1:
        return min(verdicts, key=lambda pair: _BADNESS[pair[1].outcome.state])
    return verdicts[0] if verdicts else None


def _vulnerability(
    record: Record, subject: Subject | None, verdict: Verdict | None, service: Service
) -> Vulnerability:
    state = State.UNKNOWN if verdict is None else verdict.outcome.state
    reason = f"no advisory about {record.id} was loaded" if verdict is None else verdict.reason
    installed = None
    if service.running is not None and subject is not None and state in _OPEN:
        installed = installed_fix(subject, record, service)
    if installed is not None:
        reason = f"{reason}; the machine has {installed} by now, and the process still runs the old code: restart it"
    return Vulnerability(
        id=record.id,
        state=state,
        reason=reason,
        matched=subject.matched if subject is not None else None,
        cvss=record.cvss,
        epss=record.epss,
        kev=record.exploited,
        fixed_version=verdict.fixed_version if verdict is not None else None,
        cwes=record.cwes,
        restart_needed=installed is not None,
    )


def worst_first(vulnerability: Vulnerability) -> tuple[int, bool, float, str]:
    """The order in which vulnerabilities are shown."""
    return (
        _BADNESS[vulnerability.state],
        not vulnerability.kev,
        -(vulnerability.cvss or 0),
        vulnerability.id,
    )
