"""Lines of syslog: how they open, and the year that BSD stamps leave out."""

import bz2
import gzip
import os
from datetime import UTC, datetime

import polars as pl
import pytest

from vedette.telemetry.source import Source
from vedette.telemetry.syslog import are_stamped, last_change, said_by, times

OPENINGS = {
    "bsd": "Jan  5 01:31:41 www",
    "bsd, day of two digits": "Jan 15 01:31:41 www",
    "bsd, day unpadded": "Jan 5 01:31:41 www",
    "bsd with priority": "<38>Jan  5 01:31:41 www",
    "rfc 3339": "2024-01-05T01:31:41.123456+01:00 www",
    "rfc 3339 in utc": "2024-01-05T00:31:41Z www",
    "rfc 3339 with priority": "<38>2024-01-05T00:31:41Z www",
}


def said(line, program="sshd"):
    return said_by(program, pl.Series([line])).row(0, named=True)


def time_of(stamp, changed):
    frame = said_by("sshd", pl.Series([f"{stamp} host sshd[1]: x"]))
    return times(frame, changed).item()


@pytest.mark.parametrize("opening", OPENINGS.values(), ids=OPENINGS)
def test_every_way_to_open_a_line_is_known(opening):
    got = said(f"{opening} sshd[1643]: hello: world")
    assert (got["host"], got["message"]) == ("www", "hello: world")
    assert are_stamped(pl.Series([opening + " x"])).item()


@pytest.mark.parametrize(
    "structured", ["-", '[timeQuality tzKnown="1" isSynced="0"][xxx@123 test="[brackets]"]', r'[a b="\"] x"]']
)
def test_structured_data_is_stepped_over(structured):
    got = said(f"<38>1 2019-07-08T17:40:16.954167-04:00 h.example.com sshd 57915 - {structured} hello")
    assert (got["host"], got["message"]) == ("h.example.com", "hello")


@pytest.mark.parametrize(
    "tag", ["sshd[13709]:", "sshd:", "[sshd]:", "[sshd]", "sshd[1]: [ID 800047 auth.info]"]
)
def test_every_way_to_name_the_program_is_known(tag):
    assert said(f"Jan  5 01:31:41 www {tag} hello")["message"] == "hello"
    assert said(f"Jan  5 01:31:41 {tag} hello") | {"host": None} == said(f"Jan  5 01:31:41 {tag} hello")


@pytest.mark.parametrize(
    "line",
    [
        "Jan  5 01:31:41 www CRON[1]: sshd[2]: hello",
        "Jan  5 01:31:41 www sudo: sshd[2]: hello",
        "Jan  5 01:31:41 www not-sshd[1]: hello",
        "Jan  5 01:31:41 www sshd hello",
        "sshd[1]: hello",
        "",
    ],
)
def test_what_another_program_said_is_not_taken_for_ours(line):
    assert said(line)["message"] is None


@pytest.mark.parametrize(
    ("stamp", "changed", "time"),
    [
        ("Mar 27 13:06:56", "2017-04-20T14:14:29", "2017-03-27T13:06:56"),
        ("Dec 31 23:59:59", "2024-01-01T00:00:05", "2023-12-31T23:59:59"),
        ("Jan  1 00:00:01", "2024-01-01T00:00:05", "2024-01-01T00:00:01"),
        ("Jun  1 12:00:00", "2024-06-01T12:00:00", "2024-06-01T12:00:00"),
        ("Jun  1 22:00:00", "2024-06-01T12:00:00", "2024-06-01T22:00:00"),
        ("Jan  1 01:00:00", "2023-12-31T23:00:00", "2024-01-01T01:00:00"),
        ("Jun  3 12:00:00", "2024-06-01T12:00:00", "2023-06-03T12:00:00"),
        ("Feb 29 12:00:00", "2024-06-01T12:00:00", "2024-02-29T12:00:00"),
        ("Feb 29 12:00:00", "2025-01-05T12:00:00", "2024-02-29T12:00:00"),
        ("Feb 29 12:00:00", "2027-06-01T12:00:00", "2024-02-29T12:00:00"),
        ("2015-04-16T18:02:50.321974+02:00", "1970-01-01T00:00:00", "2015-04-16T16:02:50.321974"),
    ],
)
def test_the_year_is_the_last_in_which_a_line_is_not_younger_than_its_file(stamp, changed, time):
    got = time_of(stamp, datetime.fromisoformat(changed).replace(tzinfo=UTC))
    assert got == datetime.fromisoformat(time).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "stamp",
    [
        "Feb 30 12:00:00",
        "Jan 40 12:00:00",
        "Jan  5 25:00:00",
        "Jan  5 ::::::::",
        "2015-13-16T18:02:50Z",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
    ],
)
def test_a_stamp_that_is_no_time_is_an_unknown_time(stamp):
    assert time_of(stamp, datetime(2024, 6, 1, tzinfo=UTC)) is None


def test_the_last_change_is_the_one_that_compression_kept(tmp_path):
    plain, packed, unstamped = tmp_path / "a", tmp_path / "b", tmp_path / "c"
    plain.write_bytes(b"x\n" * 10)
    with gzip.GzipFile(packed, "wb", mtime=1_500_000_000) as stream:
        stream.write(b"x\n")
    with gzip.GzipFile(unstamped, "wb", mtime=0) as stream:
        stream.write(b"x\n")
    without_a_place_for_it = tmp_path / "d"
    without_a_place_for_it.write_bytes(bz2.compress(b"x\n"))
    paths = (plain, packed, unstamped, without_a_place_for_it)
    for path in paths:
        os.utime(path, (1_600_000_000, 1_600_000_000))
    changes = [last_change(Source("x", path)).timestamp() for path in paths]
    assert changes == [1_600_000_000, 1_500_000_000, 1_600_000_000, 1_600_000_000]
