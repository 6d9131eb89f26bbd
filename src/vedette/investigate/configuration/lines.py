"""Lines of configuration files: continued ones, and their words with quotes."""

from __future__ import annotations

from collections.abc import Iterator


def logical_lines(text: str, *, comment: str, continues: bool = True) -> Iterator[tuple[int, str]]:
    r"""The number of its first line and the text of each line that says something, stripped.

    comment: with what a line begins that says nothing; continues: whether a backslash at the end goes on.
    """
    parts: list[str] = []
    began = 0
    for number, line in enumerate(text.split("\n"), 1):
        began = began if parts else number
        whole = line.rstrip("\r")
        if continues and whole.endswith("\\"):
            parts.append(whole[:-1])
            continue
        stripped = "".join((*parts, whole)).strip()
        parts = []
        if stripped and not stripped.startswith(comment):
            yield began, stripped


def words(line: str, *, comments: bool = False, signs: str = "") -> tuple[str, ...]:
    r"""Words that blanks part; those in quotes keep them, and a backslash keeps a quote.

    comments: whether `#` ends the line, outside of quotes; signs: which also part words.
    """
    found: list[str] = []
    at, length = 0, len(line)
    while at < length:
        sign = line[at]
        if sign.isspace() or sign in signs:
            at += 1
        elif sign == "#" and comments:
            break
        elif sign in "\"'":
            word, at = quoted(line, at)
            found.append(word)
        else:
            end = at
            while end < length and not line[end].isspace() and line[end] not in signs:
                end += 1
            found.append(line[at:end])
            at = end
    return tuple(found)


def quoted(line: str, at: int) -> tuple[str, int]:
    """The word in the quotes that begin here, and where it ends; an open one ends with the line."""
    quote, parts, here, length = line[at], [], at + 1, len(line)
    while here < length and line[here] != quote:
        if line[here] == "\\" and here + 1 < length and line[here + 1] in "\"'\\":
            here += 1
        parts.append(line[here])
        here += 1
    return "".join(parts), here + 1
