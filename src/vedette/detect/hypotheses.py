"""The three hypotheses, weighed apart: exploitation, denial of service, probing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from vedette.detect.attempts import Attempt
from vedette.detect.case import Case
from vedette.detect.conduct import guessed
from vedette.detect.flood import denial_of_service
from vedette.detect.sessions import Session
from vedette.detect.settings import (
    BROAD_PATHS,
    BROAD_SERVICES,
    BRUTE_FORCE_FAILURES,
    KEPT_NAMES,
    SCANNED_TARGETS,
)
from vedette.intel.crawlers import Claim
from vedette.model.alert import Hypothesis, HypothesisName
from vedette.model.vulnerability import State

_Sign = tuple[float, str]
"""A weight and the reason for it."""


def weigh(case: Case) -> tuple[Hypothesis, ...]:
    """The hypotheses that anything speaks for, most likely first; probing where nothing speaks for any."""
    weighed = [
        _exploitation(case),
        denial_of_service(case.session, case.exploits, case.usual),
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


def _names(session: Session) -> str:
    """` as 3 accounts`, where the source names any."""
    number = len(session.names)
    most = " or more" if number == KEPT_NAMES else ""
    return f", as {number}{most} {'account' if number == 1 else 'accounts'}" if number else ""


def _probing(case: Case) -> Hypothesis:
    """How far the client looked around: breadth, refusals, half-spoken protocols, tools, a scanner's name."""
    signs = [*_named(case), *_breadth(case), *_turned_away(case)]
    signs += [(0.7, a.title) for a, _ in _counted([a for a in case.attempts if a.only_looks])]
    weight = max((w for w, _ in signs), default=0.0)
    if not signs and not case.attempts:
        weight, signs = 0.2, [(0.2, "connected, and did nothing remarkable")]
    return Hypothesis(HypothesisName.PROBING, weight, tuple(reason for _, reason in signs))


def _named(case: Case) -> Iterator[_Sign]:
    """What it is, or says that it is."""
    if case.reputation.scanner is not None:
        yield 0.9, f"the address belongs to the scanner {case.reputation.scanner}"
    if case.crawler is not None and case.crawler.claim is Claim.FALSE:
        yield 0.5, f"it {case.crawler.told}"


def _breadth(case: Case) -> Iterator[_Sign]:
    """In how many places it was."""
    if case.session.distinct_paths >= BROAD_PATHS:
        yield 0.8, f"asked for at least {case.session.distinct_paths} different paths"
    if case.services >= BROAD_SERVICES:
        yield 0.6, f"was seen at {case.services} services of ours"
    if case.targets >= SCANNED_TARGETS:
        yield 0.8, f"found nothing at {case.targets} ports, or more"


def _turned_away(case: Case) -> Iterator[_Sign]:
    """How often it got nowhere."""
    session = case.session
    if session.refused and session.refused * 2 >= session.connections:
        yield 0.6, f"{session.refused} of {session.connections} requests were refused or not found"
    if session.probes:
        yield 0.7, f"{session.probes} connections did not speak the protocol, or no further than its greeting"
    if session.failed_logins >= BRUTE_FORCE_FAILURES or guessed(session):
        yield 0.7, f"{session.failed_logins} logins failed{_names(session)}"
    if session.unused and session.unused * 2 >= session.connections:
        yield 0.5, f"{session.unused} of {session.connections} connections were never used"
