"""Patterns of rules, as RE2 compiles them: linear in the text's length, whatever pattern and text are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Final, Protocol

import re2

from vedette.detect.rules.required import plain, required
from vedette.detect.rules.search import LiteralSearch

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


class LinePattern(Protocol):
    """A pattern that is compiled for bytes."""

    def search(self, text: bytes) -> object | None:
        """Anything where it is found."""
        ...


class Pattern(Protocol):
    """A compiled pattern."""

    def search(self, text: str | bytes) -> Found | None:
        """The leftmost place where it is found."""
        ...

    def finditer(self, text: str) -> Iterator[Found]:
        """Every place where it is found, none overlapping another."""
        ...


@cache
def compile_pattern(pattern: str) -> Pattern:
    """The pattern, without regard to case; `.` does not match a line end. Raises PatternRefused."""
    compiled: Pattern = re2.compile(pattern, _options())
    return compiled


@cache
def compile_for_lines(pattern: str) -> LinePattern:
    """The pattern, without regard to case, for bytes that may be no UTF-8: each byte is a character of its own.

    Raises PatternRefused.
    """
    options = _options()
    options.encoding = re2.Options.Encoding.LATIN1
    compiled: LinePattern = re2.compile(pattern.encode(), options)
    return compiled


def _options() -> re2.Options:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    return options


class PatternSet:
    """Many patterns, searched together: those whose literals a text lacks are not tried, nor ever compiled."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = tuple(patterns)
        by_literal: defaultdict[str, list[int]] = defaultdict(list)
        for number, pattern in enumerate(patterns):
            for literal in required(pattern) or {""}:
                by_literal[literal].append(number)
        self._always = frozenset(by_literal.pop("", []))
        self._search = LiteralSearch((literal.encode() for literal in by_literal), once=True)
        self._by_literal = list(by_literal.values())

    def find(self, text: str, among: AbstractSet[int]) -> list[int]:
        """Indices of the patterns that are found in the text, ascending. among: those that are sought."""
        literals = self._search.matches(plain(text).encode(), len(self._by_literal)) or []
        likely = self._always.union(*(self._by_literal[number] for number, _ in literals)) & among
        data = text.encode()
        return [number for number in sorted(likely) if compile_pattern(self._patterns[number]).search(data)]
