"""Too many entries, and bombs."""

from vedette.intel.gate.checks.caps import Caps


def test_a_list_of_too_many_entries_is_refused(candidate, reasons, many):
    assert reasons(Caps(), candidate(*many(6)), most_entries=5) == [("hard", "6 entries, at most 5")]
    assert reasons(Caps(), candidate(*many(5)), most_entries=5) == []


def test_a_document_that_unfolds_too_far_is_refused(candidate, reasons):
    bomb = candidate("20.0.0.1", fetched=10_000, decoded=2 << 20)
    assert reasons(Caps(), bomb) == [("hard", "unfolds 210 times, at most 100")]


def test_a_small_document_may_unfold_as_it_likes(candidate, reasons):
    assert reasons(Caps(), candidate("20.0.0.1", fetched=10, decoded=100_000)) == []
