"""Redis's log: connections accepted (at level verbose), and HTTP requests taken for commands.

`pid:role date level message`, as server.c (serverLogRaw) writes it. The stamp is of the server's clock, and read as UTC.
"""

from __future__ import annotations

from typing import Final

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import Family, Form

_PEER: Final = r"\[?(?P<client>[0-9A-Fa-f.:]+?)\]?:(?P<port>[0-9]{1,5})"


class Redis(Daemon):
    """What Redis says of its clients."""

    name = "redis"
    title = "Redis log"
    protocol = "redis"
    program = "redis(?:-server)?"
    words = ("Accepted ", "Connection from ", "addr=")
    mark = b"Accepted "
    end = ":"
    marked_text = False
    openings = (
        Opening(
            r"^[0-9]+:[A-Z] (?P<when>[0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8}\.[0-9]{3}) (?P<message>[.*#-] .*)$",
            "%d %b %Y %H:%M:%S%.f",
        ),
    )
    families = (
        Family(Event.CONNECTED, (), (Form(rf"^[.*#-] Accepted {_PEER}$"),)),
        Family(
            Event.PROBE,
            (),
            (
                Form(
                    rf"^[.*#-] Possible SECURITY ATTACK detected\. It looks like somebody is sending POST or Host: commands to Redis\. .* Connection from {_PEER} aborted\.$"
                ),
            ),
        ),
        Family(
            Event.CONNECTION_REFUSED,
            (),
            (Form(rf"^[.*#-] Error accepting a client connection: .*? \(addr={_PEER} laddr=[^ ]+\)$"),),
        ),
    )
