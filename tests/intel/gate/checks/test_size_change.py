"""How far a feed grows or shrinks."""

import pytest

from vedette.intel.gate.checks.size_change import SizeChange


@pytest.mark.parametrize(
    ("before", "after", "refused"),
    [(1000, 1300, False), (1000, 1301, True), (1000, 700, False), (1000, 699, True), (3, 53, False), (3, 54, True),
     (60, 10, False), (60, 0, False)],
)  # fmt: skip
def test_change_is_bounded_by_a_share_and_for_short_lists_by_a_number(
    candidate, reasons, many, before, after, refused
):
    assert bool(reasons(SizeChange(), candidate(*many(after)), candidate(*many(before)))) is refused


def test_growth_and_shrinkage_have_limits_of_their_own(candidate, reasons, many):
    small, large = candidate(*many(200)), candidate(*many(1000))
    assert reasons(SizeChange(), large, small, most_growth=10.0) == []
    assert reasons(SizeChange(), small, large, most_growth=10.0) == [
        ("soft", "shrank from 1,000 to 200 entries, at most by 30% or 50")
    ]


def test_a_first_version_may_be_of_any_size(candidate, reasons, many):
    assert reasons(SizeChange(), candidate(*many(1000))) == []
