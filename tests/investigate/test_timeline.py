"""The timeline tells what happened in order, and stays short."""

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from vedette.investigate.timeline import MOST, pauses, timeline_of
from vedette.investigate.trail import Part
from vedette.model.connection import SCHEMA

START = datetime(2026, 11, 24, 10, tzinfo=UTC)


def rows(*seconds, **columns):
    """Requests at so many seconds after the start; null for none."""
    times = [None if s is None else START + timedelta(seconds=s) for s in seconds]
    data = {"time": times, "source": "a.log", "method": "GET", "status": 200, "raw": "GET /", **columns}
    frame = pl.DataFrame({name: data.get(name) for name in SCHEMA}, schema=SCHEMA)
    return frame.with_columns(pl.lit(Part.CLIENT.value).alias("part"))


def test_like_events_of_a_minute_are_one_entry():
    first, second = timeline_of(rows(0, 1, 2, 60))
    assert (first.says, first.count, first.last - first.first) == (
        "GET request, answered 200",
        3,
        timedelta(seconds=2),
    )
    assert (second.count, second.evidence.excerpt) == (1, "GET /")


def test_what_has_no_time_stands_last():
    assert [moment.first for moment in timeline_of(rows(None, 5))] == [START + timedelta(seconds=5), None]


@given(st.lists(st.integers(0, 10**7), max_size=300))
def test_it_is_in_order_and_bounded_whatever_happened(seconds):
    entries = timeline_of(rows(*sorted(seconds)))
    assert len(entries) <= MOST
    assert [entry.first for entry in entries] == sorted(entry.first for entry in entries)
    if len(entries) < MOST:
        assert sum(entry.count for entry in entries) == len(seconds)


def test_the_longest_silences_come_first():
    found = pauses(rows(0, 10, 4000, 20_000))
    assert [pause for pause, _ in found] == [timedelta(seconds=16_000), timedelta(seconds=3990)]
