"""A condition as the alternatives of our rules have it: a few shapes, each a list of what must all hold."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Final, TypeVar, assert_never

from vedette.detect.rules.convert.interface import AllOf, AnyOf, CannotSay, Method, Node, Status, Test

_T = TypeVar("_T")

MAX_SHAPES: Final = 64
"""Alternatives of one rule; what needs more is refused."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One alternative."""

    tests: tuple[Test, ...]
    methods: frozenset[str] | None
    """Null for any."""
    statuses: frozenset[int] | None
    """Null where nothing is said of the answer."""

    def with_(self, other: Shape) -> Shape:
        """Both at once."""
        return Shape(
            tuple(dict.fromkeys(self.tests + other.tests)),
            _both(self.methods, other.methods),
            _both(self.statuses, other.statuses),
        )


def shapes(condition: Node) -> list[Shape]:
    """The alternatives. Raises CannotSay where they are too many, look at nothing, or differ in the answer."""
    found = [shape for shape in _expanded(condition) if shape.methods != frozenset()]
    if not found:
        raise CannotSay("condition", "nothing can satisfy it")
    if any(not shape.tests for shape in found):
        raise CannotSay("condition", "looks at method or status alone")
    if len({shape.statuses for shape in found}) > 1:
        raise CannotSay("status", "the answer differs from alternative to alternative")
    return list(dict.fromkeys(found))


def _expanded(node: Node) -> list[Shape]:
    match node:
        case Test():
            return [Shape((node,), None, None)]
        case Method():
            return [Shape((), node.names, None)]
        case Status():
            return [Shape((), None, node.codes)]
        case AnyOf():
            return _bounded([shape for part in node.parts for shape in _expanded(part)])
        case AllOf():
            found = [Shape((), None, None)]
            for part in node.parts:
                found = [left.with_(right) for left, right in product(found, _expanded(part))]
                _bounded(found)
            return found
        case _:
            assert_never(node)


def _bounded(found: list[Shape]) -> list[Shape]:
    if len(found) > MAX_SHAPES:
        raise CannotSay("condition", f"more than {MAX_SHAPES} alternatives")
    return found


def _both(left: frozenset[_T] | None, right: frozenset[_T] | None) -> frozenset[_T] | None:
    if left is None or right is None:
        return left if right is None else right
    return left & right
