"""A condition as the alternatives of our rules have it: a few shapes, each a list of what must all hold."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, product
from typing import Final, TypeVar, assert_never

from vedette.detect.rules.convert.interface import (
    AllOf,
    AnyOf,
    CannotSay,
    Method,
    Node,
    Not,
    Status,
    Test,
)

_T = TypeVar("_T")

MAX_SHAPES: Final = 64
"""Alternatives of one rule; what needs more is refused."""
_REFUSING: Final = 400
"""Statuses from here on show no success."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One alternative."""

    tests: tuple[Test, ...] = ()
    lacks: tuple[Test, ...] = ()
    """None of them holds."""
    methods: frozenset[str] | None = None
    """Null for any."""
    statuses: frozenset[int] | None = None
    """Null where nothing is said of the answer."""

    @property
    def possible(self) -> bool:
        """Whether nothing that it asks for is excluded by itself."""
        return self.methods != frozenset() and {*self.tests}.isdisjoint(self.lacks)

    def with_(self, other: Shape) -> Shape:
        """Both at once."""
        return Shape(
            tuple(dict.fromkeys(self.tests + other.tests)),
            tuple(dict.fromkeys(self.lacks + other.lacks)),
            _both(self.methods, other.methods),
            _both(self.statuses, other.statuses),
        )


def shapes(condition: Node) -> list[Shape]:
    """The alternatives. Raises CannotSay where they are too many, look at nothing, or differ in the answer."""
    found = [shape for shape in _expanded(condition) if shape.possible]
    if not found:
        raise CannotSay("condition", "nothing can satisfy it")
    if any(not shape.tests for shape in found):
        raise CannotSay("condition", "looks at method or status alone, or only at what a request lacks")
    if len({shape.statuses for shape in found}) > 1:
        raise CannotSay("status", "the answer differs from alternative to alternative")
    return list(dict.fromkeys(found))


def _expanded(node: Node, *, negated: bool = False) -> list[Shape]:
    """The alternatives of a node, or those of its opposite (de Morgan's laws)."""
    match node:
        case Test():
            return [Shape(lacks=(node,)) if negated else Shape(tests=(node,))]
        case Method():
            if negated:
                raise CannotSay("condition: not", "a method that is not used: our rules name those that are")
            return [Shape(methods=node.names)]
        case Status():
            return [_unless(node.codes) if negated else Shape(statuses=_of_success(node.codes))]
        case Not():
            return _expanded(node.part, negated=not negated)
        case AnyOf() | AllOf():
            parts = [_expanded(part, negated=negated) for part in node.parts]
            together = isinstance(node, AllOf) is not negated
            return _all_at_once(parts) if together else _bounded([*chain.from_iterable(parts)])
        case _:
            assert_never(node)


def _all_at_once(parts: list[list[Shape]]) -> list[Shape]:
    """An alternative of each part, in every combination."""
    found = [Shape()]
    for part in parts:
        found = _bounded([left.with_(right) for left, right in product(found, part)])
    return found


def _of_success(codes: frozenset[int]) -> frozenset[int]:
    if max(codes) >= _REFUSING:
        raise CannotSay("sc-status", "waits for an answer that refuses or fails; rules recognise requests")
    return codes


def _unless(codes: frozenset[int]) -> Shape:
    """Passed over what was refused: nothing is said of the request, and a refused one is an attempt that failed."""
    if min(codes) < _REFUSING:
        raise CannotSay("sc-status", "waits for an answer that refuses or fails; rules recognise requests")
    return Shape()


def _bounded(found: list[Shape]) -> list[Shape]:
    if len(found) > MAX_SHAPES:
        raise CannotSay("condition", f"more than {MAX_SHAPES} alternatives")
    return found


def _both(left: frozenset[_T] | None, right: frozenset[_T] | None) -> frozenset[_T] | None:
    if left is None or right is None:
        return left if right is None else right
    return left & right
