"""What happened after an attack: calls of the server, a shell that was asked for, a login that was accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

import re2

from vedette.detect.attempts import Attempt, pointer
from vedette.detect.calls import Call, Calls
from vedette.detect.contents import sized
from vedette.detect.keys import hash_of
from vedette.detect.proof import Proof, answer_proof, elsewhere_proof
from vedette.detect.sessions import Session
from vedette.detect.settings import BRUTE_FORCE_FAILURES, CALLBACK_WINDOW, CLOCK_SKEW, GUESSED_FAILURES
from vedette.model.alert import Called, Strength

_FILE_NAME: Final = r'(?i)filename="?([\w.-]{1,128}\.(?:php\d?|phtml|phar|jspx?|aspx?|ashx|cfm|cgi|pl))"?'
_SCRIPT: Final = r"(?i)/([\w.-]{1,128}\.(?:php\d?|phtml|phar|jspx?|aspx?|ashx|cfm|cgi|pl))/?(?:$|[?;])"


def call_backs(
    session: Session, exploits: Sequence[Attempt], calls: Calls, hosts: frozenset[str]
) -> Iterator[Proof]:
    """Connections of the server, after the attack, to what the request named, to the client, or to a listed address."""
    named = False
    for attempt in exploits:
        servers = hosts | ({attempt.server_ip} if attempt.server_ip else set())
        for host, port in attempt.named_hosts:
            for call in _effects(attempt, calls.to(host, servers)):
                named = True
                exactly = " as the request said" if port in {None, call["server_port"]} else ""
                yield _call(Strength.CONCLUSIVE, call, exactly, attempt)
        for call in _effects(attempt, calls.to(session.client_ip, servers)):
            strength = Strength.CONCLUSIVE if named else Strength.STRONG
            yield _call(strength, call, ", the client itself", attempt)
        if not named and not attempt.refused:
            for call in _first_calls(attempt, calls.to_listed(servers)):
                if call["server_ip"] != session.client_ip:
                    yield _call(Strength.STRONG, call, ", an address of bad reputation", attempt)


def _call(strength: Strength, call: Call, how: str, attempt: Attempt) -> Proof:
    called = _called(call)
    protocol = f" ({call['protocol']})" if call["protocol"] else ""
    done = f"opened {called}{protocol}" if called else f"looked up {call['host']}"
    evidence = replace(pointer(call["exemplar"], f"the server then {done}{how}"), called=called)
    return elsewhere_proof(strength, evidence, attempt)


def _called(call: Call) -> Called | None:
    """Whom the server called; null where it only asked a resolver where a name is, or no source says the address."""
    looked_up = call["protocol"] == "dns" and call["host"] is not None
    return None if looked_up or call["server_ip"] is None else Called(call["server_ip"], call["server_port"])


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


def _first_calls(attempt: Attempt, calls: Iterable[Call]) -> Iterator[Call]:
    """The calls to places that the server had not called before the attempt; only where both times are known."""
    cause = attempt.time
    for call in calls:
        first = call["first"]
        if cause is not None and first is not None and cause <= first <= cause + CALLBACK_WINDOW:
            yield call


def shells(session: Session, exploits: Sequence[Attempt]) -> Iterator[Proof]:
    """Scripts that were uploaded, and then asked for with success."""
    uploaded: dict[str, Attempt] = {}
    for attempt in exploits:
        asked = _asked_script(attempt)
        if asked in uploaded and attempt.status == 200 and attempt.place != uploaded[asked].place:
            says = f"{asked}, which it had uploaded, was then answered 200{sized(attempt)}"
            yield answer_proof(Strength.STRONG, says, attempt)
        name = _uploaded_name(attempt)
        if name is None or attempt.refused:
            continue
        uploaded.setdefault(name, attempt)
        if attempt.path is not None and hash_of(attempt.path) in session.served:
            says = f"{name} was uploaded, and its path is then answered with success"
            yield answer_proof(Strength.STRONG, says, attempt)


def _uploaded_name(attempt: Attempt) -> str | None:
    """Name of the script that the request uploads; null where it uploads none."""
    if attempt.method == "PUT":
        return _asked_script(attempt)
    if attempt.method != "POST":
        return None
    found = re2.search(_FILE_NAME, attempt.request)
    return found.group(1).lower() if found else None


def _asked_script(attempt: Attempt) -> str | None:
    found = re2.search(_SCRIPT, attempt.path or "")
    return found.group(1).lower() if found else None


def logins(session: Session, *, listed: bool) -> Iterator[Proof]:
    """A login that was accepted after many that failed."""
    enough = BRUTE_FORCE_FAILURES if listed else GUESSED_FAILURES
    if session.login is not None and session.failed_before_login >= enough:
        user = session.login["user"]
        account = f" as {user}" if user else ""
        says = f"a login{account} was accepted after {session.failed_before_login} that failed"
        evidence = replace(pointer(session.login, says), account=user)
        yield elsewhere_proof(Strength.STRONG, evidence, None)
