"""From objections to a verdict."""

import pytest

from vedette.intel.gate.decision import Verdict, counts_of, verdict_on
from vedette.intel.gate.interface import Firmness, Objection


@pytest.mark.parametrize(
    ("firm", "forced", "verdict"),
    [
        ((), False, Verdict.ACCEPTED),
        ((Firmness.NOTE,), False, Verdict.ACCEPTED),
        ((Firmness.NOTE, Firmness.SOFT), False, Verdict.REFUSED),
        ((Firmness.SOFT,), True, Verdict.ACCEPTED),
        ((Firmness.HARD,), True, Verdict.REFUSED),
        ((Firmness.SOFT, Firmness.HARD), True, Verdict.REFUSED),
    ],
)
def test_soft_objections_can_be_overridden_and_hard_ones_cannot(firm, forced, verdict):
    assert verdict_on([Objection("x", f, "why") for f in firm], forced=forced) is verdict


def test_reasons_that_a_document_makes_up_are_bounded(candidate):
    made = candidate("20.0.0.1")
    made.vetted.feed.rejected.update({f"kind {n}": n for n in range(1, 100)})
    counts = counts_of(made, ())
    assert len(counts.rejected) == 21
    assert sum(counts.rejected.values()) == sum(range(1, 100))
