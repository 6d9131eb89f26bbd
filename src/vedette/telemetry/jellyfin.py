"""Jellyfin's log: `[stamp] [INF] [thread] …UserManager: Authentication request for "…" has been denied (IP: "…").`

The address is the last thing on the line; the account before it is the client's to choose.
"""

from __future__ import annotations

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import Family, Form


class Jellyfin(Daemon):
    """Logins that failed."""

    name = "jellyfin"
    title = "Jellyfin log"
    protocol = "http"
    program = "jellyfin"
    words = ("(IP: ",)
    openings = (
        Opening(
            r"^\[(?P<when>[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}\.[0-9]+ [+-][0-9]{2}:[0-9]{2})\] (?P<message>\[[A-Z]{3}\] .*)$",
            "%Y-%m-%d %H:%M:%S%.f %:z",
        ),
    )
    families = (
        Family(
            Event.LOGIN_FAILED,
            (),
            (
                Form(
                    r'^\[[A-Z]{3}\] \[[0-9]+\] [A-Za-z.]+: Authentication request for "?(?P<user>.*?)"? has been denied '
                    r'\(IP: "?(?P<client>[0-9A-Fa-f.:]+)"?\)\.?$'
                ),
            ),
        ),
    )
