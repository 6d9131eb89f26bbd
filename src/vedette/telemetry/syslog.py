"""Lines of syslog as daemons write them to files: when, on which host, and what a program said.

Three ways to open a line: BSD (RFC 3164 section 4.1.2: `Mar  9 08:00:01`), RFC 3339 as new rsyslog writes, and RFC 5424
with its version, each with or without `<PRI>`; and without a stamp, as fail2ban shows the journal. BSD stamps name no year: it is the last in which the stamp is not later
than the log's last change, which holds for logs shorter than a year. They name no zone either, and are read as UTC.
"""

from __future__ import annotations

import calendar
from datetime import UTC, datetime, timedelta
from typing import Final

import polars as pl

from vedette.model.connection import UTC_MICROSECONDS
from vedette.telemetry.source import Source

_BSD: Final = r"(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}(?P<day>[0-9]{1,2}) (?P<clock>[0-9:]{8})"
_INSTANT: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[^ ]{8,24}"
_STRUCTURED: Final = r'(?:-|(?:\[(?:"(?:[^"\\]|\\.)*"|[^\]"])*\])+)'
"""Structured data (RFC 5424 section 6.3)."""
_STAMPLESS: Final = r"[^ \[\]:]+ [^ \[\]:]+\[[0-9]+\]: "
"""As the journal has it, which keeps the time elsewhere: host and process."""
_STAMPED: Final = rf"^(?:(?:<[0-9]{{1,3}}>)?(?:{_BSD}|(?:1 )?{_INSTANT}) |{_STAMPLESS})"
_TAG: Final = (
    rf"^(?:<[0-9]{{1,3}}>)?(?:(?:{_BSD}|{_INSTANT}) (?:[^ ]+ )??"
    r"(?:\[(?P<bracketed>[^ \[\]]+)\]:?|(?P<tag>[^ \[\]:]+)(?:\[[0-9]+\]:?|:)) "
    rf"|1 {_INSTANT} [^ ]+ (?P<name>[^ ]+) |[^ \[\]:]+ (?P<stampless>[^ \[\]:]+)\[[0-9]+\]: )"
)
"""Up to the program's name, as `_opening` has it."""
_ZONES: Final = timedelta(days=1)
"""Local clocks run up to fourteen hours before UTC: a stamp may be so much later than the log's last change."""
_YEARS: Final = (1970, 9999)
"""Others are no time at which a log was written, and not every program can print them."""
_MONTHS: Final = {name: number for number, name in enumerate(calendar.month_abbr) if name}


def _opening(program: str) -> str:
    """A pattern for what stands before a program's message; the tag is `program[pid]:`, on some systems `[program]`,
    and the host may be missing.
    """
    process = rf"(?:\[{program}\]:?|{program}(?:\[[0-9]+\])?:) "
    solaris = r"(?:\[ID [0-9]+ [a-z0-9.]+\] )?"
    line = rf"(?:{_BSD}|(?P<instant>{_INSTANT})) (?:(?P<host>[^ ]+) )?{process}{solaris}"
    structured = rf"1 (?P<instant5424>{_INSTANT}) (?P<host5424>[^ ]+) {program} [^ ]+ [^ ]+ {_STRUCTURED} ?"
    stampless = rf"(?P<hostonly>[^ \[\]:]+) {program}\[[0-9]+\]: "
    return rf"^(?P<opening>(?:<[0-9]{{1,3}}>)?(?:{line}|{structured}|{stampless}))"


def are_stamped(lines: pl.Series) -> pl.Series:
    """Which lines open as lines of syslog do."""
    return lines.str.contains(_STAMPED)


def speakers(lines: pl.Series) -> pl.Series:
    """The program that speaks in each line, null where none is named."""
    found = lines.str.extract_groups(_TAG).struct.unnest()
    return found.select(pl.coalesce("tag", "bracketed", "name", "stampless")).to_series()


def said_by(program: str, lines: pl.Series) -> pl.DataFrame:
    """What a program said: month, day, clock, instant, host and message; all null in other programs' lines.

    program: a pattern without groups.
    """
    found = pl.DataFrame({"line": lines, "found": lines.str.extract_groups(_opening(program))}).unnest(
        "found"
    )
    return found.select(
        "month",
        "day",
        "clock",
        pl.coalesce("instant", "instant5424").alias("instant"),
        pl.coalesce("host", "host5424", "hostonly").alias("host"),
        pl.col("line").str.strip_prefix(pl.col("opening")).alias("message"),
    )


def last_change(source: Source) -> datetime:
    """When the log was last written to: as gzip kept it (RFC 1952, MTIME), else as the file system says."""
    with source.path.open("rb") as raw:
        start = raw.read(8)
    is_gzip = start.startswith(b"\x1f\x8b") and len(start) == 8
    kept = int.from_bytes(start[4:8], "little") if is_gzip else 0
    return datetime.fromtimestamp(kept or source.path.stat().st_mtime, UTC)


def times(said: pl.DataFrame, changed: datetime) -> pl.Series:
    """Times in UTC of what `said_by` gives; null where a stamp is no time.

    changed: when the log was last written to.
    """
    latest = changed + _ZONES
    month = pl.col("month").replace_strict(_MONTHS, default=None, return_dtype=pl.Int64)
    in_year = month * 100 + pl.col("day").cast(pl.Int64, strict=False)
    clock = pl.col("clock")
    passed = (in_year < latest.month * 100 + latest.day) | (
        (in_year == latest.month * 100 + latest.day) & (clock <= f"{latest:%H:%M:%S}")
    )
    year = (
        pl.when(in_year == 229)
        .then(_leap_year(latest))
        .when(passed)
        .then(latest.year)
        .otherwise(latest.year - 1)
    )
    bsd = pl.concat_str(year, "month", "day", clock, separator=" ").str.to_datetime(
        "%Y %b %d %H:%M:%S", strict=False, time_unit="us"
    )
    instant = pl.col("instant").str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%#z", strict=False, time_unit="us")
    time = pl.coalesce(bsd.dt.replace_time_zone("UTC"), instant)
    return said.select(
        pl.when(time.dt.year().is_between(*_YEARS)).then(time).cast(UTC_MICROSECONDS)
    ).to_series()


def _leap_year(latest: datetime) -> int:
    """The last year whose 29 February is not later."""
    year = latest.year if (latest.month, latest.day) >= (2, 29) else latest.year - 1
    while not calendar.isleap(year):
        year -= 1
    return year
