"""Identifiers that are the same for the same facts, so that two runs agree and nothing is told twice."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

_DIGITS: Final = 12


def alert_id(subject: str, service_id: str, first_seen: datetime | None) -> str:
    """Twelve hexadecimal digits from who, where and since when."""
    since = first_seen.isoformat() if first_seen else "-"
    return hashlib.sha256(f"{subject}\n{service_id}\n{since}".encode()).hexdigest()[:_DIGITS]


def campaign_id(trait: str, shared: str) -> str:
    """Twelve hexadecimal digits from what a campaign's clients share."""
    return hashlib.sha256(f"{trait}\n{shared}".encode()).hexdigest()[:_DIGITS]
