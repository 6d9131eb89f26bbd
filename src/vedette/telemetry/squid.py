"""Squid's access log in its native format: `1386543323.000 4 address TCP_DENIED/403 4099 GET URL account HIER_NONE/- type`.

As format_log.cc writes `squid` (Squid manual, "logformat"): the client stands before all that it chose.
"""

from __future__ import annotations

from typing import Final

from vedette.telemetry.access_log import AccessLog
from vedette.telemetry.directive import Directive

_LINE: Final = (
    r"^(?P<when>[0-9]{9,10}\.[0-9]{3}) +(?P<milliseconds>-?[0-9]+) (?P<client>[^ ]+) [A-Z_]+/(?P<status>[0-9]{3}) "
    r"(?P<bytes_out>[0-9]+) (?P<method>[^ ]+) (?P<path>.*) (?P<user>[^ ]+) [A-Z_]+/[^ ]+ [^ ]+$"
)


class Squid(AccessLog):
    """One row a request to a proxy."""

    name = "squid"
    title = "Squid access log"
    starts_with_client = False
    surest = 0.95
    directive = Directive(_LINE, time="seconds")
