"""Proof: whether an attack worked, as far as the evidence goes. The outcome is derived, never guessed.

Strong: the stolen content in the answer; a connection of the server to what the request named. Weaker: an answer of
success with a body of plausible size whose content was not seen; a guessed login. No proof: a refusal, an answer
that only echoes the request, a body too small to be what was asked for, the site's one page for everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import re2

from vedette.detect.attempts import Attempt, pointer
from vedette.detect.calls import Call, Calls
from vedette.detect.rules.rule import Success
from vedette.detect.sessions import Session
from vedette.detect.settings import (
    BRUTE_FORCE_FAILURES,
    CALLBACK_WINDOW,
    CLOCK_SKEW,
    GUESSED_FAILURES,
    PAGE_VARIANTS,
)
from vedette.model.alert import Evidence, Outcome


@dataclass(frozen=True, slots=True)
class Proof:
    """One reason to hold that an attack worked."""

    confirmed: bool
    """Whether it leaves no other explanation."""
    says: str
    """What it shows, as a phrase."""
    evidence: Evidence
    attempt: Attempt | None
    """The attempt that it proves; null for a login."""


def proofs_of(
    session: Session, attempts: Sequence[Attempt], calls: Calls, hosts: frozenset[str], *, listed: bool
) -> list[Proof]:
    """Every proof of a session, strongest first.

    calls: what our own hosts opened; hosts: the addresses of the service's machine, beside those that the rows name.
    """
    exploits = [a for a in attempts if not a.only_looks]
    found = [
        *_contents(exploits),
        *_calls(session, exploits, calls, hosts),
        *_sizes(session, exploits),
        *_logins(session, listed=listed),
    ]
    return sorted(found, key=lambda proof: not proof.confirmed)


def outcome_of(session: Session, attempts: Sequence[Attempt], proofs: Sequence[Proof]) -> Outcome:
    """How far the client got."""
    exploits = [a for a in attempts if not a.only_looks]
    if proofs:
        return Outcome.CONFIRMED_SUCCESSFUL if proofs[0].confirmed else Outcome.LIKELY_SUCCESSFUL
    if exploits:
        return Outcome.BLOCKED if all(a.refused for a in exploits) else Outcome.ATTEMPTED
    return Outcome.BLOCKED if session.failed_logins >= BRUTE_FORCE_FAILURES else Outcome.NONE_SEEN


def _contents(attempts: Sequence[Attempt]) -> Iterator[Proof]:
    """Answers that hold what was asked for, and more than an echo of the question."""
    for attempt in attempts:
        wanted = attempt.success
        if wanted is None or wanted.response is None or not attempt.response:
            continue
        if wanted.response_not is not None and re2.search(wanted.response_not, attempt.response):
            continue
        found = re2.search(wanted.response, attempt.response)
        if found and found.group(0) not in attempt.request:
            what = attempt.target or "what was asked for"
            says = f"the answer holds {what}" + _size(attempt.bytes_out)
            yield Proof(confirmed=True, says=says, evidence=_shows(attempt, says), attempt=attempt)


def _sizes(session: Session, attempts: Sequence[Attempt]) -> Iterator[Proof]:
    """Answers of success whose content was not seen, of a size that the thing asked for could have."""
    pages = _page_sizes(session, attempts)
    for attempt in attempts:
        wanted = attempt.success
        if wanted is None or not wanted.min_bytes or attempt.response or attempt.bytes_out is None:
            continue
        if (
            _succeeds(attempt.status, wanted)
            and attempt.bytes_out >= wanted.min_bytes
            and attempt.bytes_out not in pages
        ):
            says = f"{attempt.target or 'the request'} was answered {attempt.status}" + _size(
                attempt.bytes_out
            )
            yield Proof(confirmed=False, says=says, evidence=_shows(attempt, says), attempt=attempt)


def _succeeds(status: int | None, wanted: Success) -> bool:
    """Whether a status is one that success of this attack would give."""
    return status is not None and (status in wanted.statuses if wanted.statuses else 200 <= status < 300)


def _page_sizes(session: Session, attempts: Sequence[Attempt]) -> frozenset[int]:
    """Body sizes with which the service answers other things too: its page for everything, no leak."""
    targets: dict[int, set[str]] = {}
    for attempt in {a.place: a for a in attempts}.values():
        if attempt.bytes_out is not None and attempt.target is not None:
            targets.setdefault(attempt.bytes_out, set()).add(attempt.target.lstrip("/"))
    return session.page_sizes | {size for size, asked in targets.items() if len(asked) >= PAGE_VARIANTS}


def _calls(
    session: Session, attempts: Sequence[Attempt], calls: Calls, hosts: frozenset[str]
) -> Iterator[Proof]:
    """Connections of the server, after the attack, to what the request named, and then to the client itself."""
    named = False
    for attempt in attempts:
        servers = hosts | ({attempt.server_ip} if attempt.server_ip else set())
        for host, port in attempt.named_hosts:
            for call in _effects(attempt, calls.to(host, servers)):
                named = True
                exactly = " as the request said" if port in {None, call["server_port"]} else ""
                says = f"the server then opened {_place(call)}{exactly}"
                yield Proof(
                    confirmed=True, says=says, evidence=pointer(call["exemplar"], says), attempt=attempt
                )
        for call in _effects(attempt, calls.to(session.client_ip, servers)):
            says = f"the server then opened {_place(call)}, the client itself"
            yield Proof(confirmed=named, says=says, evidence=pointer(call["exemplar"], says), attempt=attempt)


def _effects(attempt: Attempt, calls: Iterable[Call]) -> Iterator[Call]:
    """The calls that may be the effect of an attempt; where a time is unknown it may."""
    for call in calls:
        cause, first, last = attempt.time, call["first"], call["last"]
        if (
            cause is None
            or first is None
            or last is None
            or (last >= cause - CLOCK_SKEW and first <= cause + CALLBACK_WINDOW)
        ):
            yield call


def _place(call: Call) -> str:
    """`10.0.0.1:389 (ldap)`."""
    protocol = f" ({call['protocol']})" if call["protocol"] else ""
    return f"{call['server_ip']}:{call['server_port']}{protocol}"


def _logins(session: Session, *, listed: bool) -> Iterator[Proof]:
    """A login that was accepted after many that failed."""
    enough = BRUTE_FORCE_FAILURES if listed else GUESSED_FAILURES
    if session.login is not None and session.failed_before_login >= enough:
        user = session.login["user"]
        account = f" as {user}" if user else ""
        says = f"a login{account} was accepted after {session.failed_before_login} that failed"
        yield Proof(confirmed=False, says=says, evidence=pointer(session.login, says), attempt=None)


def _shows(attempt: Attempt, says: str) -> Evidence:
    """The attempt's place, showing that it worked."""
    at = attempt.pointer
    return Evidence(at.source, at.line, at.offset, at.time, at.excerpt, says)


def _size(size: int | None) -> str:
    """` (1,842 bytes)`, or nothing where unknown."""
    return "" if size is None else f" ({size:,} bytes)"
