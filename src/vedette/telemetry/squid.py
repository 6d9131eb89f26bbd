"""Squid's access log in its native format: `1386543323.000 4 address TCP_DENIED/403 4099 GET URL account HIER_NONE/- type`.

As format_log.cc writes `squid` (Squid manual, "logformat"): the client stands before all that it chose.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from vedette.model.address_bytes import windows
from vedette.telemetry.access_log import AccessLog, AccessLogReader
from vedette.telemetry.clients import after
from vedette.telemetry.directive import Directive
from vedette.telemetry.lines import Block, Spans
from vedette.telemetry.source import Source

_LINE: Final = (
    r"^(?P<when>[0-9]{9,10}\.[0-9]{3}) +(?P<milliseconds>-?[0-9]+) (?P<client>[^ ]+) [A-Z_]+/(?P<status>[0-9]{3}) "
    r"(?P<bytes_out>[0-9]+) (?P<method>[^ ]+) (?P<path>.*) (?P<user>[^ ]+) [A-Z_]+/[^ ]+ [^ ]+$"
)


_REACH: Final = 24
"""Bytes within which the time taken begins, padded by blanks, and ends."""


class _SquidReader(AccessLogReader):
    def spans(self, block: Block) -> Spans:
        """As `LineReader.spans`: the word behind the time and the milliseconds that it took."""
        taken = after(block, block.starts, ord(" "))
        padding = windows(block.data, np.maximum(taken, 0), _REACH) == ord(" ")
        digits = np.where(taken >= 0, taken + padding.argmin(axis=1), -1)
        return Spans(after(block, digits, ord(" "), _REACH), ord(" "))


class Squid(AccessLog):
    """One row a request to a proxy."""

    name = "squid"
    title = "Squid access log"
    starts_with_client = False
    surest = 0.95
    directive = Directive(_LINE, time="seconds")

    def reader(self, head: bytes, source: Source) -> AccessLogReader:
        """As `LineFormat.reader`."""
        del head, source
        return _SquidReader(self.directive)
