"""Denial of service: how near a client came to keeping a service from others, beside what is usual for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from vedette.detect.attempts import Attempt
from vedette.detect.sessions import Session
from vedette.detect.settings import (
    BUSY_AT_ONCE,
    BUSY_PER_MINUTE,
    FLOOD_PER_MINUTE,
    LARGER,
    RATE_LIMITED,
    SLOW_ANSWER,
    SLOWER,
    UNANSWERED_SHARE,
)
from vedette.detect.usual import Habits, slower
from vedette.model.alert import Hypothesis, HypothesisName

_Sign = tuple[float, str]
"""A weight and the reason for it."""
_TROUBLE: Final = 0.1
"""Added for each way in which the service shows that it suffers."""


def denial_of_service(session: Session, exploits: Sequence[Attempt], usual: Habits) -> Hypothesis:
    """The load that a client made, raised by the trouble that the service showed; trouble alone blames nobody."""
    load, suffered = list(_load(session, exploits)), trouble(session, usual)
    if not load and session.busiest_minute >= BUSY_PER_MINUTE and suffered:
        load = [(0.5, f"{session.busiest_minute} connections in one minute")]
    weight = max((weight for weight, _ in load), default=0.0)
    if weight:
        weight = min(1.0, weight + _TROUBLE * len(suffered))
    reasons = [reason for _, reason in load] + (suffered if load else [])
    return Hypothesis(HypothesisName.DENIAL_OF_SERVICE, round(weight, 2), tuple(reasons))


def _load(session: Session, exploits: Sequence[Attempt]) -> Iterator[_Sign]:
    """What by itself makes a flood, or an answer that was made to take long."""
    if session.busiest_minute >= FLOOD_PER_MINUTE:
        weight = min(1.0, 0.5 + session.busiest_minute / (20 * FLOOD_PER_MINUTE))
        yield weight, f"{session.busiest_minute} connections in one minute"
    unanswered = session.unanswered
    if unanswered >= FLOOD_PER_MINUTE and unanswered >= UNANSWERED_SHARE * session.connections:
        yield 0.8, f"{unanswered} of {session.connections} handshakes were never completed"
    if session.busy >= BUSY_AT_ONCE:
        yield 0.7, f"{session.busy:.0f} connections open at once, over a minute"
    if session.limited >= RATE_LIMITED:
        yield 0.5, f"{session.limited} answers say that it came too often"
    for attempt in exploits:
        seconds = attempt.duration
        if attempt.exhausting:
            slow = seconds is not None and seconds >= SLOW_ANSWER
            yield (0.9 if slow else 0.5), f"{attempt.title}" + (f"; it took {seconds:.1f} s" if slow else "")
            return


def trouble(session: Session, usual: Habits) -> list[str]:
    """What shows that the service suffered, or was made to give more than usual."""
    found = []
    if session.overloaded > session.connections // 4:
        found.append(f"{session.overloaded} answers say that the service was overloaded")
    mean = session.seconds / session.connections if session.seconds is not None else 0.0
    if usual.seconds is not None and mean >= SLOW_ANSWER and slower(mean, usual.seconds) >= SLOWER:
        found.append(f"its answers took {mean:.1f} s on average, where {usual.seconds:.2g} s is usual")
    size = (session.bytes_out or 0) / session.connections
    if usual.size and size >= LARGER * usual.size:
        found.append(f"its answers had {size:,.0f} bytes on average, where {usual.size:,.0f} are usual")
    return found
