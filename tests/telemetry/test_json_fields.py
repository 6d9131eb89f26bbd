"""Fields of JSON objects."""

from datetime import UTC, datetime

import polars as pl
import pytest

from vedette.telemetry.json_decode import decode
from vedette.telemetry.json_fields import Field, Kind, columns, dotted, schema, times, written

NOON = datetime(2024, 1, 15, 12, 0, 0, tzinfo=UTC)


def read(fields, *lines):
    decoded, _ = decode(pl.Series(lines), schema(fields))
    return columns(written(decoded, fields))


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-15T12:00:00Z",
        "2024-01-15T12:00:00.000000000Z",
        "2024-01-15T13:00:00+01:00",
        "2024-01-15T12:00:00.0+0000",
        "2024-01-15 12:00:00",
        "2024-01-15T12:00:00,000",
        "1705320000",
        "1705320000.0",
        "1705320000000",
        "1705320000000000",
        "1705320000000000000",
        "15/Jan/2024:13:00:00 +0100",
    ],
)
def test_times_are_read_however_they_are_written(text):
    assert times(pl.Series([None, text, "x"])).to_list() == [None, NOON, None]


@pytest.mark.parametrize(
    "text", ["-1", "nan", "1e300", "0001-01-01T00:00:00Z", "2024-02-30T00:00:00Z", "12:00"]
)
def test_what_is_no_time_is_none(text):
    assert times(pl.Series([text])).to_list() == [None]


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (
            Kind.ADDRESS,
            {"192.0.2.1": "192.0.2.1", "192.0.2.1:80": "192.0.2.1", "[2001:DB8::1]:80": "2001:db8::1"},
            "x:80",
        ),
        (Kind.PORT, {"80": 80, "192.0.2.1:80": 80, "[2001:db8::1]:80": 80}, "2001:db8::80"),
        (Kind.COUNT, {"0": 0, "12": 12}, "-1"),
        (Kind.STATUS, {"200": 200}, "0"),
        (Kind.SECONDS, {"0.5": 0.5}, "inf"),
        (Kind.TEXT, {"x": "x"}, "-"),
    ],
)
def test_values_are_of_their_kind_or_null(kind, good, bad):
    rows = read((Field("c", ("k",), kind),), *(f'{{"k":"{text}"}}' for text in (*good, bad, "")), '{"k":{}}')
    expected = [*good.values(), None, None]
    assert rows["c"].to_list()[: len(expected)] == expected


def test_the_first_field_that_has_a_value_holds():
    fields = (Field("c", ("a",)), Field("c", ("b",)), *dotted("d", "x.y"))
    rows = read(fields, '{"a":"1","b":"2","x":{"y":"n"}}', '{"a":"-","b":"2","x.y":"f"}', "{}")
    assert rows.rows() == [("1", "n"), ("2", "f"), (None, None)]


def test_lists_give_their_first_or_all_and_headers_a_line_each():
    fields = (Field("l", ("l",), Kind.LIST), Field("s", ("s",), Kind.SET), Field("h", ("h",), Kind.HEADERS))
    rows = read(
        fields,
        '{"l":["","x","y"],"s":["x","y"],"h":[{"name":"A","value":"b\\r\\nC: d"},{"name":"E"},{"name":"F","value":"g"}]}',
        "{}",
    )
    assert rows.rows() == [("x", "x\x1fy", "A: b  C: d\nF: g"), (None, None, None)]


def test_durations_are_seconds_whatever_their_unit():
    assert read((Field("d", ("d",), Kind.SECONDS, 1e3),), '{"d":1500}')["d"].to_list() == [1.5]
