"""Few rows are joined, nothing is lost, and a failure comes last."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.model.connection import conform
from vedette.model.errors import MalformedInput
from vedette.telemetry.gathering import PARTS_AT_ONCE, ROWS_AT_ONCE, gathered
from vedette.telemetry.interface import Account, Batch


def batch(first, height):
    frame = conform(pl.DataFrame({"line": range(first, first + height)}, schema={"line": pl.UInt64}))
    return Batch(frame, Account(lines=height + 1, connections=height, ignored=1))


@given(st.lists(st.integers(0, 2 * ROWS_AT_ONCE), max_size=3 * PARTS_AT_ONCE))
def test_rows_keep_their_order_and_every_line_is_counted(heights):
    batches = [batch(sum(heights[:number]), height) for number, height in enumerate(heights)]
    found = list(gathered(iter(batches)))
    assert [line for each in found for line in each.frame["line"].to_list()] == list(range(sum(heights)))
    assert sum(each.account.lines for each in found) == sum(heights) + len(heights)
    assert len(found) <= 1 + len(heights) // PARTS_AT_ONCE + sum(heights) // ROWS_AT_ONCE


def test_many_small_batches_become_one():
    assert [len(each.frame) for each in gathered(batch(number, 1) for number in range(PARTS_AT_ONCE))] == [
        PARTS_AT_ONCE
    ]


def test_a_failure_of_the_source_comes_after_all_rows_before_it():
    def failing():
        yield batch(0, 3)
        yield batch(3, 4)
        raise MalformedInput("x.parquet", "damaged")

    rows = []
    with pytest.raises(MalformedInput, match="damaged"):
        rows.extend(len(each.frame) for each in gathered(failing()))
    assert rows == [7]
