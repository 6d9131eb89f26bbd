"""ZNC's adminlog: `[stamp] [account] failed to login from address`, in its own file or through syslog.

The address is the last thing on the line; the account before it is the client's to choose.
"""

from __future__ import annotations

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import AT, Family, Form


def _family(event: Event, words: str) -> Family:
    return Family(event, (), (Form(rf"^\[(?P<user>.*)\] {words} from {AT}$"),))


class Znc(Daemon):
    """Logins that failed, and connections."""

    name = "znc"
    title = "ZNC adminlog"
    protocol = "irc"
    program = "znc"
    words = ("] failed to login from ", "connected to ZNC from ", "connected from ZNC from ")
    openings = (
        Opening(
            r"^\[(?P<when>[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8})\] (?P<message>\[.*)$", "%Y-%m-%d %H:%M:%S"
        ),
    )
    families = (
        _family(Event.LOGIN_FAILED, "failed to login"),
        _family(Event.LOGIN_ACCEPTED, "connected to ZNC"),
        _family(Event.DISCONNECTED, "disconnected from ZNC"),
    )
