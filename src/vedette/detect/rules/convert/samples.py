"""A text that a pattern matches, for examples: the first choice at each place. What it cannot make, the checks tell."""

from __future__ import annotations

import re
from typing import Final

_GROUP: Final = re.compile(r"\((?:\?(?:P?<\w+>|[imsU-]*:))?")
_REPEAT: Final = re.compile(r"(?:([*+?])|\{(\d+)(?:,\d*)?\})[?+]?")
_NOTHING: Final = re.compile(r"\\[bBAzZ]|\(\?[imsU-]+\)|[\^$]")
_ESCAPES: Final = {
    "d": "1",
    "w": "a",
    "s": " ",
    "S": "a",
    "D": "a",
    "W": "!",
    "n": "\n",
    "r": "\r",
    "t": "\t",
}
_CANDIDATES: Final = "a1/'\"!;-_.A ~@"
"""Of these the first that a negated class takes is used."""
_MOST: Final = 512
"""Repetitions that are written out."""


def sample(pattern: str) -> str:
    """A text that the pattern should match."""
    return _Reader(pattern).alternatives()


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._position = 0

    def alternatives(self) -> str:
        """The first alternative's text; the others are passed over."""
        first = self._sequence()
        while self._take("|"):
            self._sequence()
        return first

    def _sequence(self) -> str:
        made = ""
        while self._position < len(self._pattern) and self._pattern[self._position] not in "|)":
            made += self._repeated(self._atom())
        return made

    def _repeated(self, atom: str) -> str:
        repeat = self._match(_REPEAT)
        if repeat is None:
            return atom
        return atom * (min(int(repeat[2]), _MOST) if repeat[2] else int(repeat[1] == "+"))

    def _atom(self) -> str:
        if self._match(_NOTHING):
            return ""
        if self._match(_GROUP):
            inner = self.alternatives()
            self._take(")")
            return inner
        if self._take("["):
            return self._class()
        if self._take("."):
            return "a"
        return self.character()

    def _class(self) -> str:
        start = self._position
        self._take("^")
        self._take("]")
        while self._position < len(self._pattern) and not self._take("]"):
            if self._take("[:"):
                self._position = self._pattern.find(":]", self._position) + 2 or len(self._pattern)
            else:
                self.character()
        members = self._pattern[start : self._position - 1]
        if members.startswith("^"):
            return next((c for c in _CANDIDATES if c not in members and not _named(members, c)), "a")
        return _Reader(members).character() if not members.startswith("[:") else "a"

    def character(self) -> str:
        """The next character, or one that the next escape stands for."""
        if self._take("\\"):
            if code := self._match(re.compile(r"x([0-9a-fA-F]{2})")):
                return chr(int(code[1], 16))
            return _ESCAPES.get(letter := self._next(), letter)
        return self._next()

    def _next(self) -> str:
        self._position += 1
        return self._pattern[self._position - 1 : self._position]

    def _take(self, text: str) -> bool:
        found = self._pattern.startswith(text, self._position)
        self._position += len(text) * found
        return found

    def _match(self, expression: re.Pattern[str]) -> re.Match[str] | None:
        found = expression.match(self._pattern, self._position)
        self._position = found.end() if found else self._position
        return found


_RANGES: Final = (("a-z", str.isalpha), ("A-Z", str.isalpha), ("0-9", str.isdigit), ("\\w", str.isalnum), ("\\d", str.isdigit), ("\\s", str.isspace))  # fmt: skip


def _named(members: str, character: str) -> bool:
    """Whether a range of the class holds the character; letters in either case."""
    return any(span in members and holds(character) for span, holds in _RANGES)
