"""Lines by a pattern that the user gives."""

from datetime import UTC, datetime

import pytest

from vedette.telemetry.by_pattern import NO_ADDRESS, OTHER_SHAPE, ByPattern

FORM = ByPattern(
    r"^(?P<time>[^ ]+) (?<client_ip>[^ ]+):(?P<client_port>[0-9]+|-) (?P<status>[^ ]+) (?P<user>.*)$"
)


@pytest.mark.parametrize("when", ["2024-01-02T03:04:05Z", "1704164645", "2024-01-02T04:04:05.0+01:00"])
def test_groups_are_columns(read_row, when):
    assert read_row(FORM, f"{when} 192.0.2.1:80 200 eve") == {
        "time": datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC),
        "client_ip": "192.0.2.1",
        "client_port": 80,
        "status": 200,
        "user": "eve",
    }


def test_a_dash_and_what_is_not_of_the_columns_type_are_no_value(read_row):
    assert read_row(FORM, "x 192.0.2.1:- many -") == {"client_ip": "192.0.2.1"}


def test_lines_that_do_not_match_are_counted(read_lines):
    frame, account = read_lines(FORM, "hello\n\n- 192.0.2.x:1 - -\n")
    assert frame.is_empty()
    assert (account.ignored, dict(account.reasons)) == (1, {OTHER_SHAPE: 1, NO_ADDRESS: 1})


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(?P<status>x)", "no group is called client_ip"),
        ("(?P<client_ip>x)(?P<colour>x)", "no column is called colour"),
        ("(?P<client_ip>x)(?P<raw>x)", "no column is called raw"),
        ("(?P<client_ip>x", "unclosed group"),
        (r"(?P<client_ip>x)(?=y)", "look-around"),
        (r"(?P<client_ip>x)\1", "backreferences are not supported"),
        ("(?P<client_ip>x)" + "y" * 9000, "longer than"),
        ("(?P<client_ip>.{1000}{1000}{1000})", "exceeds size limit"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_refused(pattern, reason):
    with pytest.raises(ValueError, match=reason):
        ByPattern(pattern)
