"""The first line of an HTTP request."""

import polars as pl
import pytest

from vedette.telemetry.request_line import split


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("GET / HTTP/1.1", ("GET", "/", None)),
        ("GET /a b HTTP/2", ("GET", "/a b", None)),
        ("GET /old", ("GET", "/old", None)),
        ("junk", (None, None, "junk")),
        ("", (None, None, None)),
        (None, (None, None, None)),
    ],
)
def test_a_request_line_is_split_and_anything_else_is_a_body(line, parts):
    assert split(pl.Series([line], dtype=pl.String)).select("method", "path", "body").rows() == [parts]
