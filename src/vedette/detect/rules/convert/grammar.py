"""Sigma's conditions: `selection and not 1 of filter_*`, as the Sigma specification 2.1 has them (section Condition)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from typing import Final

from vedette.detect.rules.convert.interface import AllOf, AnyOf, CannotSay, Node, Not

_TOKEN: Final = re.compile(r"\s*(\(|\)|[^\s()]+)")
_MAX_TOKENS: Final = 500
_MAX_DEPTH: Final = 16

Build = Callable[[], Node]
"""What makes the node of a named selection; called only for those that the condition names."""


def parse(condition: str, selections: Mapping[str, Build]) -> Node:
    """The condition's node. Raises CannotSay for aggregation and what is no condition."""
    tokens = _TOKEN.findall(condition)
    if len(tokens) > _MAX_TOKENS:
        raise CannotSay("condition", "too long")
    parser = _Parser(tokens, selections)
    node = parser.either(0)
    parser.end()
    return node


class _Parser:
    """Reads a condition from left to right."""

    def __init__(self, tokens: list[str], selections: Mapping[str, Build]) -> None:
        self._tokens = tokens
        self._selections = selections
        self._position = 0

    def either(self, depth: int) -> Node:
        """Parts joined by `or`."""
        parts = [self._both(depth)]
        while self._word() == "or":
            self._next()
            parts.append(self._both(depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def end(self) -> None:
        """Nothing, at the end of the condition."""
        if self._position < len(self._tokens):
            raise CannotSay("condition", f"{self._tokens[self._position]!r} is not understood")

    def _both(self, depth: int) -> Node:
        parts = [self._one(depth)]
        while self._word() == "and":
            self._next()
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _one(self, depth: int) -> Node:
        if depth > _MAX_DEPTH:
            raise CannotSay("condition", "nested too deep")
        token = self._next()
        match token.lower():
            case "not":
                return Not(self._one(depth + 1))
            case "(":
                inner = self.either(depth + 1)
                if self._next() != ")":
                    raise CannotSay("condition", "a bracket is not closed")
                return inner
            case "all" | "1" | "any" if self._word() == "of":
                self._next()
                return self._of(self._next(), every=token.lower() == "all")
            case _ if self._word() == "of":
                raise CannotSay(f"condition: {token} of", "only `1 of` and `all of` are known")
            case _:
                return self._named(token)

    def _of(self, pattern: str, *, every: bool) -> Node:
        names = [
            name
            for name in self._selections
            if fnmatchcase(name, pattern) or (pattern == "them" and not name.startswith("_"))
        ]
        if not names:
            raise CannotSay("condition", f"no selection is called {pattern!r}")
        parts = tuple(self._selections[name]() for name in names)
        return AllOf(parts) if every else AnyOf(parts)

    def _named(self, name: str) -> Node:
        if name not in self._selections:
            raise CannotSay("condition", f"{name!r} is not understood")
        return self._selections[name]()

    def _word(self) -> str:
        return self._tokens[self._position].lower() if self._position < len(self._tokens) else ""

    def _next(self) -> str:
        if self._position >= len(self._tokens):
            raise CannotSay("condition", "ends too early")
        self._position += 1
        return self._tokens[self._position - 1]
