"""CVSS base scores, after the specifications of FIRST."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from vedette.vulns.advisories.interface import Severity

MAX_VECTOR = 512
"""A longer vector is hostile: a full CVSS 4 one has some 200 characters."""


def base_score(severities: Iterable[Severity]) -> float | None:
    """Base score of the newest CVSS version among them, the highest where several give it; null without any."""
    scored = [(s.version, score) for s in severities if (score := _score(s)) is not None]
    return max(scored)[1] if scored else None


def _score(severity: Severity) -> float | None:
    if severity.score is not None:
        return severity.score if 0 <= severity.score <= 10 else None
    return None if severity.vector is None else _score_of_vector(severity.version, severity.vector)


@lru_cache(maxsize=4096)
def _score_of_vector(version: str, vector: str) -> float | None:
    from cvss import CVSS2, CVSS3, CVSS4  # noqa: PLC0415  slow to import, and seldom needed: the NVD gives scores
    from cvss.exceptions import CVSSError  # noqa: PLC0415

    classes = {"2.0": CVSS2, "3.0": CVSS3, "3.1": CVSS3, "4.0": CVSS4}
    if len(vector) > MAX_VECTOR or version not in classes:
        return None
    try:
        return float(classes[version](vector).base_score)
    except CVSSError:
        return None
