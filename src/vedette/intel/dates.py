"""When a list says that it was made: dates in the comments at its head."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

_KEYS: Final = (
    "source file date",
    "last update",
    "last updated",
    "last-updated",
    "last-modified",
    "last modified",
    "this file date",
    "generated",
    "generated at",
    "generated on",
    "updated",
    "date",
)
"""Before the colon, in lower case; earlier ones win, so FireHOL's date of the source beats that of its copy."""
_FORMATS: Final = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%Y/%m/%d %H:%M:%S",
    "%a %b %d %H:%M:%S %Y",
)
_LONGEST: Final = 80
LATEST: Final = 4_102_444_800
"""2100-01-01: seconds since 1970 beyond are no dates."""


def iso_date(text: str | None) -> datetime | None:
    """A date as documents write it (ISO 8601, RFC 3339), in UTC; null where the text is none."""
    try:
        date = datetime.fromisoformat(text or "")
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def epoch_date(seconds: int | str | None) -> datetime | None:
    """Seconds since 1970, which documents write as numbers or texts, as a date; null where they are none, or 0."""
    text = str(seconds)
    if not (text.isascii() and text.isdecimal() and len(text) <= 10):
        return None
    return datetime.fromtimestamp(int(text), UTC) if 0 < int(text) <= LATEST else None


def header_date(comments: Iterable[str]) -> datetime | None:
    """The date that the comment lines state for the whole list, in UTC, or null; a date without zone is UTC."""
    found: dict[str, datetime] = {}
    for comment in comments:
        key, colon, value = comment.strip("#;/ \t\r").partition(":")
        key = key.strip().lower()
        if colon and key in _KEYS and key not in found and (date := parse_date(value)):
            found[key] = date
    return next((found[key] for key in _KEYS if key in found), None)


def parse_date(text: str) -> datetime | None:
    """A date as feeds write it: RFC 5322, ISO 8601 or `date`'s own; null where the text is none."""
    text = " ".join(text.strip(" \t#;").removesuffix("(UTC)").split())
    if not 8 <= len(text) <= _LONGEST:
        return None
    for form in _FORMATS:
        try:
            return datetime.strptime(text.replace(" UTC", "").replace(" GMT", ""), form).replace(tzinfo=UTC)
        except ValueError:
            continue
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            date = parse(text)
            return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None
