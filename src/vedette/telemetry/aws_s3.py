"""Server access logs of Amazon S3 ("Amazon S3 server access log format"): one row a request; times name their zone."""

from __future__ import annotations

from typing import Final

from vedette.telemetry.access_log import AccessLog
from vedette.telemetry.directive import QUOTED, Directive, Place

_ENTRY: Final = (
    r"^[0-9a-f]+ (?P<server_name>[^ ]+) \[(?P<when>[^\]]{1,40})\] (?P<client>[^ ]+) (?P<user>[^ ]+) (?P<uid>[^ ]+) "
    rf'[A-Z0-9._]+ [^ ]+ "(?P<request>{QUOTED})" (?P<status>[0-9]{{3}}|-) [^ ]+ (?P<bytes_out>[0-9]+|-) (?:[0-9]+|-) '
    rf'(?P<milliseconds>[0-9]+|-) (?:[0-9]+|-) "(?P<referer>{QUOTED})" "(?P<user_agent>{QUOTED})"'
)


class AwsS3(AccessLog):
    """One row a request."""

    name = "aws_s3"
    title = "Amazon S3 server access log"
    directive = Directive(_ENTRY, place=Place(4, 0, " "), time="clf")
    starts_with_client = False
