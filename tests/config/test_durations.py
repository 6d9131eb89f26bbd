"""Spans of time."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.config.durations import Duration, shown


@given(st.integers(1, 999_999), st.sampled_from("smhdw"))
def test_a_span_is_shown_so_that_it_can_be_read_again(number, unit):
    delta = Duration(f"{number}{unit}").delta
    assert Duration(shown(delta)).delta == delta


@pytest.mark.parametrize("text", ["", "h", "0d", "-3d", "1.5h", "3 d", "٣d", "3y", "9999999d", "d3"])
def test_what_is_no_span_is_refused(text):
    with pytest.raises(ValueError, match="time"):
        Duration(text)


@pytest.mark.parametrize(("hours", "said"), [(36, "36h"), (24, "1d"), (336, "2w"), (1, "1h")])
def test_a_span_is_shown_in_its_largest_whole_unit(hours, said):
    assert shown(timedelta(hours=hours)) == said
