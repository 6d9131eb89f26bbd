"""IPsum."""

from datetime import UTC, datetime

import polars as pl
import pytest

from vedette.intel.formats import detect_format
from vedette.intel.formats.ipsum import Ipsum, confidence

TEXT = b"# IPsum Threat Intelligence Feed\n# Last update: Sat, 22 Aug 2026 03:00:29 +0200\n#\n192.0.2.1\t10\n192.0.2.2\t1\r\n192.0.2.03\t2\nx\n"


def test_confidence_grows_with_the_lists():
    counts = pl.DataFrame({"count": [1, 2, 3, 4, 8, 9, 300]})
    assert counts.select(confidence(pl.col("count"))).to_series().to_list() == [25, 48, 62, 72, 95, 95, 95]


def test_entries_say_on_how_many_lists_they_stand():
    feed = Ipsum().read(TEXT, "ipsum.txt")
    assert feed.entries.select("value", "confidence", "detail", "line").rows() == [
        ("192.0.2.1", 95, "on 10 lists", 4),
        ("192.0.2.2", 25, "on 1 list", 5),
    ]
    assert feed.rejected == {"zero-padded octet": 1, "no address": 1}
    assert feed.listed_at == datetime(2026, 8, 22, 1, 0, 29, tzinfo=UTC)


def test_it_is_told_from_a_plain_list():
    assert detect_format(TEXT[:120], "x.txt").name == "ipsum"
    assert detect_format(b"192.0.2.1\n", "ipsum.txt").name == "plain"


@pytest.mark.parametrize("count", ["-1", "", "99999999999", "many"])
def test_a_count_that_is_none_leaves_the_confidence_open(count):
    feed = Ipsum().read(f"192.0.2.1\t{count}\n".encode(), "ipsum.txt")
    assert feed.entries["confidence"].to_list() == [None]
