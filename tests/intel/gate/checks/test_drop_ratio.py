"""Entries that are no good."""

from collections import Counter
from dataclasses import replace

from vedette.intel.gate.checks.drop_ratio import DropRatio


def test_a_list_of_which_much_is_misspelt_or_too_wide_is_refused(candidate, reasons, many):
    bad = candidate(*many(40), *["300.1.1.1"] * 8, *["5.0.0.0/8"] * 7)
    ((firmness, reason),) = reasons(DropRatio(), bad)
    assert firmness == "soft"
    assert reason.startswith("15 of 55 entries are no good (8 no address, 7 wider than /16")


def test_entries_that_may_never_be_listed_count_among_them(candidate, reasons, many):
    poisoned = candidate(*many(40), *(f"10.0.0.{n}" for n in range(12)))
    ((_, reason),) = reasons(DropRatio(), poisoned)
    assert "12 one of our own networks" in reason


def test_a_few_slips_are_tolerated_however_short_the_list(candidate, reasons):
    assert reasons(DropRatio(), candidate("20.0.0.1", *["300.1.1.1"] * 10)) == []


def test_entries_of_other_kinds_are_no_slips(candidate, reasons):
    made = candidate("20.0.0.1")
    mixed = replace(
        made,
        vetted=replace(made.vetted, feed=replace(made.vetted.feed, rejected=Counter(domain=400, url=60))),
    )
    assert reasons(DropRatio(), mixed) == []
