"""How soon somebody must act, with the reasons that make it so."""

from __future__ import annotations

from typing import assert_never

from vedette.detect.case import Case
from vedette.detect.conduct import Conduct
from vedette.detect.flood import trouble
from vedette.detect.sessions import Session
from vedette.detect.settings import BRUTE_FORCE_FAILURES, LIKELY_EPSS, SEVERE_CVSS, STRONG_SCORE
from vedette.model.alert import Outcome, Severity, Verdict
from vedette.model.products import find_product
from vedette.model.vulnerability import State, Vulnerability

Judged = tuple[Severity, tuple[str, ...]]
"""A severity and the reasons for it."""


def severity_of(case: Case, verdict: Verdict) -> Judged:
    """The severity of an alert about a client."""
    match verdict:
        case Verdict.COMPROMISED:
            return _compromised(case)
        case Verdict.ATTEMPT_VULNERABLE:
            return _attempt_vulnerable(case)
        case Verdict.ATTEMPT_NOT_AFFECTED:
            return _attempt_not_affected(case)
        case Verdict.RECONNAISSANCE | Verdict.LISTED_CLIENT:
            return _looked(case)
        case Verdict.KNOWN_SCANNER:
            return Severity.LOW, (f"a known scanner ({case.reputation.scanner}) that only looked",)
        case _:
            assert_never(verdict)


def _compromised(case: Case) -> Judged:
    """Success that is seen is critical; success that is only likely is, where the flaw is there."""
    if case.outcome is Outcome.CONFIRMED_SUCCESSFUL:
        return Severity.CRITICAL, ("there is proof that the attack worked",)
    if case.attacked is not None and case.attacked.state is State.AFFECTED:
        return Severity.CRITICAL, ("the answer looks like success", f"the service has {case.attacked.id}")
    if all(proof.attempt is None for proof in case.proofs):
        return Severity.HIGH, (case.proofs[0].says,)
    return Severity.HIGH, ("the answer looks like success", "its content was not seen")


def _attempt_vulnerable(case: Case) -> Judged:
    """An exploit that holds, or may hold, for the service."""
    attacked = case.attacked
    if attacked is None:
        return Severity.MEDIUM, ("the attack fits no vulnerability that is known here",)
    grave = graveness(attacked)
    refused = case.outcome is Outcome.BLOCKED
    reasons = [*grave, *(["every try was refused"] if refused else ["nothing shows that it was refused"])]
    if attacked.state is State.UNKNOWN:
        reasons.insert(0, f"whether {attacked.id} holds here is not known")
        likely = grave and not refused and find_product(case.service.product) is not None
        return (Severity.HIGH if likely else Severity.MEDIUM), tuple(reasons)
    reasons.insert(0, f"the service has {attacked.id}")
    if not case.service.version_verified:
        return Severity.HIGH, (*reasons, "its version is not verified")
    return (Severity.CRITICAL if grave and not refused else Severity.HIGH), tuple(reasons)


def _attempt_not_affected(case: Case) -> Judged:
    """An exploit that does not hold for the service: worth a look only where an able attacker is at work."""
    reasons = [f"the service does not have {case.attacked.id}"] if case.attacked else []
    strong = case.reputation.listed and case.reputation.score >= STRONG_SCORE
    if strong and case.outcome is not Outcome.BLOCKED:
        return Severity.MEDIUM, (*reasons, "the client is listed, and its request was answered")
    return Severity.LOW, tuple(reasons)


def _looked(case: Case) -> Judged:
    """A client without a recognised attack."""
    if not case.reputation.listed:
        return _misbehaved(case)
    if case.logged_in:
        return Severity.HIGH, ("a listed client logged in",)
    grave = [v for v in case.exposure.vulnerabilities if v.state is State.AFFECTED and graveness(v)]
    if grave and case.reputation.score >= STRONG_SCORE:
        return Severity.MEDIUM, (f"the service has {grave[0].id}, and several lists agree on the client",)
    return Severity.LOW, ("no attack was recognised",)


def _misbehaved(case: Case) -> Judged:
    """A client on no list, told for its conduct: worth a look where anything came of it."""
    if Conduct.FLOODED in case.conduct:
        suffered = trouble(case.session, case.usual)
        if suffered:
            return Severity.MEDIUM, ("the service suffered", *suffered)
        return Severity.LOW, ("it came more often than people do", "nothing shows that the service suffered")
    if Conduct.GUESSED in case.conduct:
        return _guessed(case.session)
    return Severity.INFO, ("it looked around, and no attack was recognised",)


def _guessed(session: Session) -> Judged:
    """Guessing that nothing proves to have worked."""
    if session.login is None:
        return Severity.INFO, ("every login failed",)
    if session.failed_before_login >= BRUTE_FORCE_FAILURES:
        return Severity.MEDIUM, (f"a login was accepted after {session.failed_before_login} that failed",)
    return Severity.LOW, ("logins failed that came after one that was accepted",)


def graveness(vulnerability: Vulnerability) -> list[str]:
    """Why a vulnerability is grave; empty where it is not."""
    reasons = []
    if vulnerability.kev:
        reasons.append("it is known to be exploited (CISA KEV)")
    if vulnerability.cvss is not None and vulnerability.cvss >= SEVERE_CVSS:
        reasons.append(f"its CVSS score is {vulnerability.cvss}")
    if vulnerability.epss is not None and vulnerability.epss >= LIKELY_EPSS:
        reasons.append(f"its EPSS is {vulnerability.epss:.2f}")
    return reasons
