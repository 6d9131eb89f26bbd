"""Patterns of rules, as RE2 compiles them: linear in the text's length, whatever pattern and text are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Protocol

import re2

PatternRefused: Final = re2.error
"""Raised for a pattern that is no RE2 syntax."""


class Found(Protocol):
    """Where a pattern was found."""

    def group(self, group: int = 0, /) -> str | None:
        """The text of a group, null where it took no part; 0 for the whole."""
        ...

    def groupdict(self) -> dict[str, str | None]:
        """The text of every named group."""
        ...

    def start(self) -> int:
        """Position of its first character."""
        ...


class Pattern(Protocol):
    """A compiled pattern."""

    def search(self, text: str) -> Found | None:
        """The leftmost place where it is found."""
        ...

    def finditer(self, text: str) -> Iterator[Found]:
        """Every place where it is found, none overlapping another."""
        ...


def compile_pattern(pattern: str) -> Pattern:
    """The pattern, without regard to case; `.` does not match a line end. Raises PatternRefused."""
    compiled: Pattern = re2.compile(pattern, _options())
    return compiled


class PatternSet:
    """Many patterns, searched together: those whose literal parts a text lacks are not run."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._filter = re2.Filter()
        self._size = len(patterns)
        for pattern in patterns:
            self._filter.Add(pattern, _options())
        if patterns:
            self._filter.Compile()

    def find(self, text: str) -> list[int]:
        """Indices of the patterns that are found in the text."""
        if self._size == 0 or not text:
            return []
        found: list[int] | None = self._filter.Match(text)
        return found or []


def _options() -> re2.Options:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    return options
