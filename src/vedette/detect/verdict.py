"""The attacked vulnerability, the verdict and the kind of an alert."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from msgspec.structs import replace

from vedette.detect.attempts import Attempt
from vedette.detect.case import Case
from vedette.detect.fit import made_for, made_for_another
from vedette.detect.proof import Proof
from vedette.detect.settings import PROBING_WEIGHT
from vedette.model.alert import Hypothesis, HypothesisName, Kind, Outcome, Verdict
from vedette.model.service import Service
from vedette.model.vulnerability import Exposure, State, Vulnerability

Judge = Callable[[Service, str], Vulnerability]
"""The state of one named vulnerability for one service."""

_WORST_FIRST: Final = (State.AFFECTED, State.UNKNOWN, State.FIXED, State.NOT_AFFECTED)


def attacked_vulnerability(
    service: Service, exposure: Exposure, attempts: Sequence[Attempt], proofs: Sequence[Proof], judge: Judge
) -> Vulnerability | None:
    """The vulnerability that the attempts are for, with its state for this service; null where none is known.

    An exploit that was recognised as that of a named vulnerability is held against that one alone: a sibling that
    needs another request is not attacked by it. An attack that names none is held against the service's
    vulnerabilities of the weakness that it needs.
    """
    exploits = _meant([a for a in attempts if not a.only_looks], service)
    if not exploits:
        return None
    proven = [p.attempt for p in proofs if p.attempt is not None]
    named = Counter(cve for a in exploits for cve in a.cves)
    decisive = Counter(cve for a in proven for cve in a.cves)
    if named:
        judged = [_judged(service, cve, exploits, judge) for cve in named]
        return min(judged, key=lambda v: (_WORST_FIRST.index(v.state), -decisive[v.id], -named[v.id], v.id))
    weaknesses = {cwe for a in exploits for cwe in a.cwes}
    fitting = [v for v in exposure.vulnerabilities if v.state is State.AFFECTED and weaknesses & set(v.cwes)]
    return fitting[0] if fitting else None


def _meant(exploits: Sequence[Attempt], service: Service) -> Sequence[Attempt]:
    """The exploits but for those whose request is also one that is made for what the service is.

    One request may be that of several vulnerabilities, of which only one concerns the service.
    """
    fitting = {a.place for a in exploits if a.cves and made_for(a, service)}
    return [a for a in exploits if a.place not in fitting or made_for(a, service)]


def _judged(service: Service, cve: str, exploits: Sequence[Attempt], judge: Judge) -> Vulnerability:
    """The state of one vulnerability; where no advisory can tell, by what its exploits are made for."""
    judged = judge(service, cve)
    if judged.state is not State.UNKNOWN:
        return judged
    reasons = [made_for_another(a, service) for a in exploits if cve in a.cves]
    if None in reasons:
        return judged
    return replace(judged, state=State.NOT_AFFECTED, reason=str(reasons[0]))


def verdict_of(case: Case, hypotheses: Sequence[Hypothesis]) -> Verdict:
    """What the client did, in one word."""
    if case.outcome in {Outcome.CONFIRMED_SUCCESSFUL, Outcome.LIKELY_SUCCESSFUL}:
        return Verdict.COMPROMISED
    if case.exploits and case.attacked is not None:
        holds = case.attacked.state in {State.AFFECTED, State.UNKNOWN}
        return Verdict.ATTEMPT_VULNERABLE if holds else Verdict.ATTEMPT_NOT_AFFECTED
    if case.exploits:
        return Verdict.RECONNAISSANCE
    if case.reputation.scanner is not None:
        return Verdict.KNOWN_SCANNER
    probing = any(h.name is HypothesisName.PROBING and h.weight >= PROBING_WEIGHT for h in hypotheses)
    return Verdict.RECONNAISSANCE if probing or not case.reputation.listed else Verdict.LISTED_CLIENT


def kind_of(case: Case) -> Kind:
    """What meets: a bad client and a vulnerable application, or only one of the two."""
    if not case.reputation.listed:
        return Kind.EXPLOIT_FINDING
    return Kind.INCIDENT if case.vulnerable else Kind.REPUTATION_FINDING
