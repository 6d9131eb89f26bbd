"""Access logs of Amazon's load balancers: the application's, and the classic one.

Fields as in "Access log entries" of the guides for Application Load Balancers and for Classic Load Balancers. Targets
are written as absolute URIs, from which host and path are taken. Times are UTC.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.telemetry.access_log import AccessLog, AccessLogReader
from vedette.telemetry.directive import QUOTED, Directive, Place
from vedette.telemetry.source import Source

_TIMER: Final = r"-?[0-9]+(?:\.[0-9]+)?"
_ENTRY: Final = (
    r"(?P<when>[0-9T:.Z-]{20,27}) [^ ]+ (?P<client>[^ ]+):(?P<client_port>[0-9]{1,5}) [^ ]+ "
    rf"{_TIMER} (?P<seconds>{_TIMER}) {_TIMER} (?P<status>[0-9]{{3}}|-) (?:[0-9]{{3}}|-) "
    rf'(?P<bytes_in>[0-9]+) (?P<bytes_out>[0-9]+) "(?P<request>{QUOTED})" "(?P<user_agent>{QUOTED})" [^ ]+ [^ ]+'
)
_TYPE: Final = "(?:https?|h2|grpcs|wss?)"
_APPLICATION: Final = rf'^{_TYPE} {_ENTRY} [^ ]+ "{QUOTED}" "(?P<server_name>{QUOTED})" '
_ABSOLUTE: Final = r"^[a-z]+://(?P<host>[^/]*?)(?::[0-9]*)?(?P<path>/.*)$"


class _Reader(AccessLogReader):
    def parse(self, lines: pl.Series) -> pl.DataFrame:
        """As `LineReader.parse`."""
        rows = super().parse(lines)
        parts = rows["path"].str.extract_groups(_ABSOLUTE).struct.unnest()
        return rows.with_columns(parts["host"], pl.coalesce(parts["path"], rows["path"]))


class AwsAlb(AccessLog):
    """One row a request."""

    name = "aws_alb"
    title = "AWS Application Load Balancer access log"
    directive = Directive(_APPLICATION, place=Place(3, 0, ":"), time="iso")
    starts_with_client = False

    def reader(self, head: bytes, source: Source) -> AccessLogReader:
        """As `LineFormat.reader`."""
        del head, source
        return _Reader(self.directive)


class AwsElb(AwsAlb):
    """One row a request."""

    name = "aws_elb"
    title = "AWS Classic Load Balancer access log"
    directive = Directive(f"^{_ENTRY}", place=Place(2, 0, ":"), time="iso")
