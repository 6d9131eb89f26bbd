"""The three hypotheses, weighed apart: exploitation, denial of service, probing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from vedette.detect.attempts import Attempt
from vedette.detect.case import Case
from vedette.detect.flood import denial_of_service
from vedette.detect.settings import BROAD_PATHS, BROAD_SERVICES, BRUTE_FORCE_FAILURES
from vedette.intel.crawlers import Claim
from vedette.model.alert import Hypothesis, HypothesisName
from vedette.model.vulnerability import State


def weigh(case: Case) -> tuple[Hypothesis, ...]:
    """The hypotheses that anything speaks for, most likely first; probing where nothing speaks for any."""
    weighed = [
        _exploitation(case),
        denial_of_service(case),
        _probing(case),
    ]
    supported = [h for h in weighed if h.weight > 0]
    return tuple(sorted(supported or weighed[-1:], key=lambda h: -h.weight))


def _exploitation(case: Case) -> Hypothesis:
    """How surely somebody tried to use a flaw: the best rule, raised by a fitting flaw and by proof."""
    attacked = case.attacked
    weight = max((a.confidence for a in case.exploits), default=0.0) * 0.8
    reasons = [f"{a.title}, {n} times" if n > 1 else a.title for a, n in _counted(case.exploits)]
    if attacked is not None and attacked.state is State.AFFECTED:
        weight += 0.15
        reasons.append(f"{attacked.id} holds for this service: {attacked.reason}")
    if case.proofs:
        weight = max(weight, 0.95)
        reasons += [proof.says for proof in case.proofs[:3]]
    reasons += [f"{sign.says} (a weak sign)" for sign in case.signs[:2]]
    return Hypothesis(HypothesisName.EXPLOITATION, round(min(weight, 1.0), 2), tuple(reasons))


def _counted(attempts: Sequence[Attempt]) -> list[tuple[Attempt, int]]:
    """One attempt of each title, with how many there are."""
    first = {a.title: a for a in reversed(attempts)}
    return [(first[title], count) for title, count in Counter(a.title for a in attempts).items()]


def _probing(case: Case) -> Hypothesis:
    """How far the client looked around: breadth, refusals, half-spoken protocols, tools, a scanner's name."""
    session, scanner = case.session, case.reputation.scanner
    signs: list[tuple[float, str]] = []
    if scanner is not None:
        signs.append((0.9, f"the address belongs to the scanner {scanner}"))
    if case.crawler is not None and case.crawler.claim is Claim.FALSE:
        signs.append((0.5, f"it {case.crawler.told}"))
    if session.distinct_paths >= BROAD_PATHS:
        signs.append((0.8, f"asked for at least {session.distinct_paths} different paths"))
    if case.services >= BROAD_SERVICES:
        signs.append((0.6, f"was seen at {case.services} services of ours"))
    if session.refused and session.refused * 2 >= session.connections:
        signs.append((0.6, f"{session.refused} of {session.connections} requests were refused or not found"))
    if session.probes:
        signs.append((0.7, f"{session.probes} connections did not speak the protocol, or only its greeting"))
    if session.failed_logins >= BRUTE_FORCE_FAILURES:
        signs.append((0.7, f"{session.failed_logins} logins failed"))
    if session.unused and session.unused * 2 >= session.connections:
        signs.append((0.5, f"{session.unused} of {session.connections} connections were never used"))
    signs += [(0.7, a.title) for a, _ in _counted([a for a in case.attempts if a.only_looks])]
    weight = max((w for w, _ in signs), default=0.0)
    if not signs and not case.attempts:
        weight, signs = 0.2, [(0.2, "connected, and did nothing remarkable")]
    return Hypothesis(HypothesisName.PROBING, weight, tuple(reason for _, reason in signs))
