"""The gate."""

from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.intel.values import NO_ADDRESS
from vedette.intel.vetting import TOO_WIDE, vet, vet_all
from vedette.model.reputation import ContextKind


def test_what_is_no_address_is_dropped_and_counted(feed):
    vetted = vet(feed("192.0.2.1", "300.1.2.3", "x"))
    assert len(vetted) == 1
    assert vetted.dropped == {NO_ADDRESS: 2}


def test_an_indicator_that_is_too_wide_is_dropped(feed):
    vetted = vet(
        feed(
            "38.0.0.0/8", "23.18.0.0/15", "23.19.0.0/16", "2001:db8::/31", "2001:db8::/32", "1.0.0.0-1.1.0.0"
        )
    )
    assert len(vetted) == 2
    assert vetted.dropped == {TOO_WIDE: 4}


def test_a_known_network_may_be_as_wide_as_it_is(feed):
    vetted = vet(feed("10.0.0.0/8", "fe80::/10", context=ContextKind.SPECIAL))
    assert len(vetted) == 2
    assert not vetted.dropped


def test_doubles_are_merged_and_the_surest_is_kept(feed):
    one = feed("192.0.2.1", "192.0.2.1", "192.0.2.1/32", "2001:db8::1", "2001:DB8:0::1")
    surer_later = one.entries.with_columns((pl.col("line") * 10).cast(pl.UInt8).alias("confidence"))
    vetted = vet(replace(one, entries=surer_later))
    assert vetted.merged == 3
    assert vetted.v4["confidence"].to_list() == [30]
    assert vetted.v6["confidence"].to_list() == [50]


def test_of_doubles_the_one_that_holds_longest_is_kept_and_of_those_the_surest(feed):
    day, later = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    one = feed(*["192.0.2.1"] * 3, expires=[day, later, later], details=["ended", "less sure", "kept"])
    surer = one.entries.with_columns(pl.Series("confidence", [90, 50, 60], pl.UInt8))
    assert vet(replace(one, entries=surer)).v4["detail"].to_list() == ["kept"]


def test_a_list_without_entries_is_one_still(feed):
    assert len(vet(feed())) == 0
    assert vet_all([]) == []


@settings(deadline=None, max_examples=30)
@given(
    lists=st.lists(
        st.lists(st.sampled_from(["192.0.2.1", "192.0.2.0/24", "2001:db8::1", "x", "1.0.0.0/8"]), max_size=6),
        max_size=4,
    )
)
def test_lists_vetted_together_come_out_as_each_alone(feed, lists):
    feeds = [feed(*values) for values in lists]
    for together, one in zip(vet_all(feeds), feeds, strict=True):
        alone = vet(one)
        assert together.v4.equals(alone.v4)
        assert together.v6.equals(alone.v6)
        assert (together.dropped, together.merged) == (alone.dropped, alone.merged)
