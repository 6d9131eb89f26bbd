"""How long is waited before it is tried again."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.fetch.interface import Limits
from vedette.fetch.retries import retry_after, wait_before

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@given(st.text(max_size=60))
def test_whatever_a_server_says_is_seconds_or_nothing(value):
    found = retry_after(value, NOW)
    assert found is None or found >= 0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120), ("Tue, 24 Nov 2026 10:01:00 GMT", 60), ("Tue, 24 Nov 2026 09:00:00 GMT", 0),
        (None, None), ("", None), ("-5", None), ("soon", None), ("Tue, 99 Nov 99999 10:01:00 GMT", None),
    ],
)  # fmt: skip
def test_a_number_of_seconds_or_a_date_is_understood(value, seconds):
    assert retry_after(value, NOW) == seconds


@given(st.integers(1, 10), st.none() | st.floats(0, 1e9), st.floats(0, 1))
def test_waits_and_attempts_are_bounded(attempt, asked, chance):
    limits = Limits()
    wait = wait_before(attempt, asked, chance, limits)
    if attempt >= limits.attempts or (asked or 0) > limits.longest_wait:
        assert wait is None
    else:
        assert (asked or 0) <= wait <= limits.longest_wait
