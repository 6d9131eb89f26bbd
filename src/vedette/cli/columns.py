"""Text laid out in columns of a terminal, where a character may be two columns wide or none."""

from __future__ import annotations

import unicodedata


def width(text: str) -> int:
    """Columns that the text takes (Unicode TR 11): wide characters two, combining marks none."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def fit(text: str, columns: int) -> str:
    """The text padded to that many columns, or cut with an ellipsis."""
    return cut(text, columns) + " " * (columns - width(cut(text, columns)))


def cut(text: str, columns: int) -> str:
    """The text, cut with an ellipsis where it is wider than that many columns."""
    if width(text) <= columns:
        return text
    kept, used = [], 1
    for character in text:
        used += _columns(character)
        if used > columns:
            break
        kept.append(character)
    return "".join(kept) + "…"
