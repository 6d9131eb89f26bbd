"""Text laid out in columns of a terminal, where a character may be two columns wide or none."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator


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


def wrapped(lead: str, text: str, columns: int) -> Iterator[str]:
    """A paragraph behind a label, broken at blanks; what follows its first line stands below the text."""
    line, indent, room = "", " " * len(lead), columns - len(lead)
    for word in text.split(" "):
        if line and width(line) + 1 + width(word) > room:
            yield lead + line
            lead, line = indent, word
        else:
            line = f"{line} {word}" if line else word
        while width(line) > room:
            head = cut(line, room)[:-1]
            yield lead + head
            lead, line = indent, line[len(head) :]
    yield lead + line
