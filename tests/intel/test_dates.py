"""Dates at the head of a list."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from vedette.intel.dates import LATEST, epoch_date, header_date, iso_date, parse_date


def test_the_date_of_the_source_beats_that_of_its_copy():
    lines = [
        "# This File Date  : Mon Jun  1 19:09:08 UTC 2015",
        "# Source File Date: Mon Jun  1 04:30:09 UTC 2015",
    ]
    assert header_date(lines) == datetime(2015, 6, 1, 4, 30, 9, tzinfo=UTC)


@given(st.text(max_size=100))
def test_no_text_crashes_it_and_every_date_is_in_utc(text):
    for date in (parse_date(text), iso_date(text), epoch_date(text)):
        assert date is None or date.tzinfo is UTC


@given(st.integers(0, 7_000_000_000))
def test_dates_are_read_as_they_are_written(epoch):
    date = datetime.fromtimestamp(epoch, UTC)
    for written in (
        f"{date:%Y-%m-%d %H:%M:%S}",
        f"{date:%Y-%m-%d %H:%M:%S} UTC",
        date.isoformat(),
        f"{date:%a, %d %b %Y %H:%M:%S} +0000",
    ):
        assert parse_date(written) == date
    assert iso_date(date.isoformat()) == iso_date(f"{date:%Y-%m-%dT%H:%M:%SZ}") == date
    assert epoch_date(epoch) == epoch_date(str(epoch)) == (date if 0 < epoch <= LATEST else None)
