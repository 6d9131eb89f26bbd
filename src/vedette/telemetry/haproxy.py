r"""HAProxy's log, in its HTTP, TCP and error formats, through syslog or as the process prints it.

`ip:port [accept date] frontend backend/server timers … "request"` (HAProxy's manual, chapter 8.2). The client stands
first. HAProxy writes quotes and control characters in requests and captured headers as `#hh`. Timers end in the total
time; a `+` means that the log was written before the end. Dates name no zone, and are read as UTC.
"""

from __future__ import annotations

from typing import Final

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import Family, Form

_DATE: Final = r"[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9:]{8}\.[0-9]{3}"
_CLIENT: Final = rf"^(?P<client>[0-9A-Fa-f.:]+):(?P<port>[0-9]{{1,5}}) \[(?P<when>{_DATE})\] "
_SERVER: Final = r"[^ ]+ [^ ]+/[^ ]+ "
_TIMERS: Final = r"(?:-?[0-9]+/)+\+?(?P<milliseconds>[0-9]+) "
_COUNTERS: Final = r"[0-9]+/[0-9]+/[0-9]+/[0-9]+/\+?[0-9]+ [0-9]+/[0-9]+"


class Haproxy(Daemon):
    """One row a request or a connection."""

    name = "haproxy"
    title = "HAProxy log"
    protocol = None
    program = "haproxy"
    words = ("] ",)
    openings = (Opening(rf"^(?P<message>[0-9A-Fa-f.:]+:[0-9]+ \[{_DATE}\] .*)$"),)
    families = (
        Family(
            None,
            (),
            (
                Form(
                    rf"{_CLIENT}{_SERVER}{_TIMERS}(?P<status>[0-9]{{3}}|-1) \+?(?P<bytes_out>[0-9]+) [^ ]+ [^ ]+ .{{4}} {_COUNTERS} "
                    r'(?:\{(?P<headers>[^{}]*)\} )?(?:\{[^{}]*\} )?"(?P<request>[^"]*)"?'
                ),
                Form(rf"{_CLIENT}{_SERVER}{_TIMERS}\+?(?P<bytes_out>[0-9]+) .{{2,4}} {_COUNTERS}$"),
            ),
        ),
        Family(
            Event.PROBE,
            (),
            (
                Form(
                    rf"{_CLIENT}[^ ]+/[^ ]+: (?:SSL handshake failure|Connection closed during SSL handshake|.* handshake)"
                ),
            ),
        ),
        Family(None, (), (Form(rf"{_CLIENT}"),)),
    )
    time = "%d/%b/%Y:%H:%M:%S%.f"
    mark = b"]: "
    end = ":"
