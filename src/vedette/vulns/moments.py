"""Times as advisories and VEX documents write them."""

from __future__ import annotations

from datetime import UTC, datetime


def moment(text: str | None) -> datetime | None:
    """A time of ISO 8601, in UTC; null where the text is none. Without a zone it is UTC."""
    if not text:
        return None
    try:
        read = datetime.fromisoformat(_to_microseconds(text))
    except ValueError:
        return None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def _to_microseconds(text: str) -> str:
    """`…56.853479631-06:00` has more digits of a second than Python reads."""
    before, dot, after = text.partition(".")
    if not dot:
        return text
    digits = len(after) - len(after.lstrip("0123456789"))
    return f"{before}.{after[: min(digits, 6)]}{after[digits:]}"
