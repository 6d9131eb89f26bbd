"""The text of HTML pages, in one pass whose time grows with the page and no faster.

Only what advisories of vendors need: which tag begins where, and the text between. Nothing is fetched or run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Final

from vedette.model.errors import MalformedInput

MAX_BYTES: Final = 16 << 20
"""The longest page of advisories has some 2 MiB."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag; a closing one begins with a slash: `li`, `/li`."""

    name: str


def tokens(data: bytes, path: str) -> Iterator[Tag | str]:
    """Tags and the texts between them, white space folded. Raises MalformedInput where the page is too large."""
    if len(data) > MAX_BYTES:
        raise MalformedInput(path, f"is a page of more than {MAX_BYTES >> 20} MiB")
    text = data.decode("utf-8", "replace")
    position = 0
    while position < len(text):
        start = text.find("<", position)
        if start < 0:
            start = len(text)
        if folded := " ".join(unescape(text[position:start]).split()):
            yield folded
        if start == len(text):
            return
        end = text.find(">", start)
        if end < 0:
            return
        name = text[start + 1 : end].split(None, 1)
        yield Tag(name[0].rstrip("/").lower() if name and name[0] != "/" else "")
        position = end + 1


def lines_of(items: Iterator[Tag | str], opening: str) -> Iterator[list[str]]:
    """The lines of each element of that name: a line ends at `br`, `p` and the end of a cell."""
    lines: list[str] | None = None
    broken = False
    for item in items:
        if isinstance(item, str):
            if lines is not None:
                if broken or not lines:
                    lines.append(item)
                else:
                    lines[-1] = f"{lines[-1]} {item}"
                broken = False
        elif item.name == opening:
            lines, broken = [], False
        elif item.name == f"/{opening}":
            if lines:
                yield lines
            lines = None
        elif item.name in {"br", "p", "/p", "td", "th", "/td", "tr"}:
            broken = True
