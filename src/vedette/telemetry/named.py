"""BIND's log, in its own file or through syslog: `client @0x7f… address#port (name): message`.

The client stands before the name that it asked for (ns_client_log in client.c).
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import Family, Form

_CLIENT: Final = r"^client (?:@0x[0-9a-f]+ )?(?P<client>[0-9A-Fa-f.:]+)#(?P<port>[0-9]{1,5})(?:/key [^ ]+)?(?: \([^ ]*\))?: (?:view [^ ]+: )?"


class Named(Daemon):
    """Queries, and what was refused."""

    name = "named"
    title = "BIND log (named)"
    protocol = "dns"
    transport = None
    program = "named"
    words = ("#",)
    openings = (
        Opening(
            r"^(?P<when>[0-9]{2}-[A-Z][a-z]{2}-[0-9]{4} [0-9:]{8}\.[0-9]{3}) (?P<message>.*)$",
            "%d-%b-%Y %H:%M:%S%.3f",
        ),
    )
    families = (
        Family(Event.RATE_LIMITED, (), (Form(rf"{_CLIENT}(?:would )?rate limit "),)),
        Family(
            Event.REQUEST_REFUSED,
            (),
            (Form(rf"{_CLIENT}[^']*'(?P<host>[^'/]*)[^']*' denied"),),
        ),
        Family(None, (), (Form(rf"{_CLIENT}query: (?P<host>[^ ]+) "), Form(_CLIENT))),
    )

    def own_words(self, messages: pl.Series) -> pl.Series:
        """Messages without category and severity."""
        return messages.str.replace("^(?:[a-z-]+: )?(?:(?:info|notice|warning|error|debug [0-9]+): )?", "")
