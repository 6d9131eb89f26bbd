"""What an answer shows although its content says nothing: status, size, type and time, beside what is usual."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from vedette.detect.attempts import Attempt
from vedette.detect.contents import sized
from vedette.detect.keys import hash_of
from vedette.detect.proof import Proof, answer_proof
from vedette.detect.rules.rule import AttackClass, Success
from vedette.detect.sessions import Session
from vedette.detect.settings import PAGE_VARIANTS, SLOW_ANSWER, SLOWER
from vedette.detect.usual import Habits, slower
from vedette.model.alert import Strength

_FILES: Final = frozenset({"text/plain", "application/octet-stream", "application/x-sh"})
"""Media types that servers give to files of no known kind."""


def sizes(session: Session, exploits: Sequence[Attempt], usual: Habits) -> Iterator[Proof]:
    """Answers of success whose content was not seen, of a size that the thing asked for could have."""
    pages = _page_sizes(session, exploits)
    for attempt in exploits:
        wanted, size = attempt.success, attempt.bytes_out
        if wanted is None or not wanted.min_bytes or attempt.response or size is None:
            continue
        page = size in pages or usual.is_usual_size(size)
        if _succeeds(attempt.status, wanted) and size >= wanted.min_bytes and not page:
            says = f"{attempt.target or 'the request'} was answered {attempt.status}{sized(attempt)}"
            yield answer_proof(Strength.STRONG, says, attempt)


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


def doors(session: Session, exploits: Sequence[Attempt]) -> Iterator[Proof]:
    """Pages that turned the client away, and opened to the same client when it skipped the login."""
    for attempt in exploits:
        if attempt.attack_class is not AttackClass.AUTH_BYPASS or attempt.path is None:
            continue
        opened = attempt.status is not None and 200 <= attempt.status < 300
        if opened and hash_of(attempt.path) in session.turned_away:
            says = f"{attempt.path} was answered {attempt.status}{sized(attempt)}, and had turned it away"
            yield answer_proof(Strength.STRONG, says, attempt)


def types(exploits: Sequence[Attempt], usual: Habits) -> Iterator[Proof]:
    """Files given out by a service that otherwise gives none: weak, since any download looks so."""
    for attempt in exploits:
        if attempt.attack_class is not AttackClass.LFI or attempt.content_type not in _FILES:
            continue
        given = attempt.status in {200, 206}
        if given and attempt.content_type is not None and usual.is_unusual_type(attempt.content_type):
            says = f"the answer is {attempt.content_type}, which the service gives to nobody else"
            yield answer_proof(Strength.WEAK, says, attempt)


def failures(exploits: Sequence[Attempt]) -> Iterator[Proof]:
    """Errors of the server upon an object that it was to build: many chains end so after they ran."""
    for attempt in exploits:
        failed = attempt.status is not None and attempt.status in {500, 502}
        if attempt.attack_class is AttackClass.DESERIALIZATION and failed:
            yield answer_proof(Strength.WEAK, f"the server failed on it ({attempt.status})", attempt)


def delays(exploits: Sequence[Attempt], usual: Habits) -> Iterator[Proof]:
    """Answers that kept the service busy for long, to requests made for that."""
    for attempt in exploits:
        seconds = attempt.duration
        if seconds is None or seconds < SLOW_ANSWER or not attempt.exhausting:
            continue
        if slower(seconds, usual.seconds) >= SLOWER:
            than = f", where {usual.seconds:.2g} s is usual" if usual.seconds else ""
            yield answer_proof(Strength.STRONG, f"the answer took {seconds:.1f} s{than}", attempt)
