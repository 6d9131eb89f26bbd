"""Failures that may pass, and how long is waited before it is tried again."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from vedette.fetch.interface import Limits

PASSING: Final = frozenset({429, 500, 502, 503, 504})
"""Answers after which the same request may succeed (RFC 9110, section 15; RFC 6585). No other 4xx is among them."""


class MayPass(Exception):
    """A failure that may pass.

    reason: what failed; wait: seconds that the server asks to be left alone, or null.
    """

    def __init__(self, reason: str, wait: float | None = None) -> None:
        self.reason, self.wait = reason, wait
        super().__init__(reason)


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that Retry-After asks for, as a number or a date (RFC 9110, 10.2.3); null where it says nothing."""
    if not value:
        return None
    if value.isascii() and value.isdecimal():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() - now.timestamp())


def wait_before(attempt: int, asked: float | None, chance: float, limits: Limits) -> float | None:
    """Seconds until the next attempt, or null where there is to be none.

    attempt: how many there were; asked: by the server; chance: from 0 to 1, so that clients do not come all at once.
    """
    if attempt >= limits.attempts or (asked is not None and asked > limits.longest_wait):
        return None
    own = limits.back_off * 2.0 ** (attempt - 1) * (0.5 + chance / 2)
    return min(limits.longest_wait, max(own, asked or 0.0))
