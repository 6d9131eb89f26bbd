from datetime import UTC, datetime

import pytest

from vedette.vulns.moments import moment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-02T03:04:05Z", datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2024-01-02T03:04:05", datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2024-01-02T03:04:05.123456789-06:00", datetime(2024, 1, 2, 9, 4, 5, 123456, tzinfo=UTC)),
        ("", None), (None, None), ("yesterday", None),
    ],
)  # fmt: skip
def test_a_time_is_utc_or_null(text, expected):
    assert moment(text) == expected
