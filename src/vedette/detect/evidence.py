"""The evidence of an alert: a bounded number of pointers, strongest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.detect.attempts import Attempt, pointer
from vedette.detect.case import Case
from vedette.detect.sessions import Session
from vedette.model.alert import Evidence

_MOST: Final = 12
"""Items of evidence in an alert; the counts say how much more there is."""


def evidence_of(case: Case) -> tuple[Evidence, ...]:
    """Proofs and signs, then attempts that were answered, then refused ones, then ordinary connections; no place twice."""
    tried = sorted(case.attempts, key=lambda a: (a.only_looks, a.refused, -a.confidence))
    ordered = [
        *(p.evidence for p in (*case.proofs, *case.signs)),
        *(_told(a) for a in tried),
        *_ordinary(case.session),
    ]
    places: dict[tuple[object, ...], Evidence] = {}
    for item in ordered:
        places.setdefault((item.source, item.line, item.offset), item)
    return tuple(places.values())[:_MOST]


def _told(attempt: Attempt) -> Evidence:
    """The attempt's place, with how it was answered."""
    at = attempt.pointer
    return Evidence(at.source, at.line, at.offset, at.time, at.excerpt, f"{at.shows}{answered(attempt)}")


def answered(attempt: Attempt) -> str:
    """`; refused (403)`, `; answered 200 (5 bytes)`, or nothing where no source says."""
    if attempt.status is None:
        return "; never answered" if attempt.refused else ""
    size = "" if attempt.bytes_out is None else f", {attempt.bytes_out:,} bytes"
    return f"; {'refused' if attempt.refused else 'answered'} ({attempt.status}{size})"


def _ordinary(session: Session) -> Iterator[Evidence]:
    """The first connections of a session, whatever they are."""
    for row in session.examples:
        said = (
            row["event"] or row["notice"] or (f"answered {row['status']}" if row["status"] else "connected")
        )
        times = f", {row['count']} times" if row["count"] > 1 else ""
        yield pointer(row["exemplar"], f"{said}{times}")
