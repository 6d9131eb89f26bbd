"""Conditions as alternatives."""

from hypothesis import given
from hypothesis import strategies as st

from vedette.detect.rules.convert.interface import AllOf, AnyOf, CannotSay, Not, Place, Sample, Test
from vedette.detect.rules.convert.logic import shapes
from vedette.detect.rules.rule import Field

TESTS = [Test((Field.URI,), name, Sample(Place.URI, name)) for name in "abcd"]

nodes = st.recursive(
    st.sampled_from(TESTS),
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AllOf(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
    ),
    max_leaves=6,
)


def holds(node, true) -> bool:
    """The node's truth, by its definition."""
    match node:
        case Test():
            return node in true
        case Not():
            return not holds(node.part, true)
        case AllOf():
            return all(holds(part, true) for part in node.parts)
        case _:
            return any(holds(part, true) for part in node.parts)


@given(nodes, st.sets(st.sampled_from(TESTS)))
def test_one_of_the_alternatives_holds_where_the_condition_does(node, true):
    try:
        found = shapes(node)
    except CannotSay:
        return
    told = any({*shape.tests} <= true and true.isdisjoint(shape.lacks) for shape in found)
    assert told is holds(node, true)
