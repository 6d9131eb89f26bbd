"""Apache Guacamole's log: `stamp [thread] WARN  o.a.g.r.auth.AuthenticationService - Authentication attempt from address for user "eve" failed.`

The address stands before the account, behind words of Guacamole's own. Where proxies are told, the client's is the first
of several in brackets, as the proxy says it.
"""

from __future__ import annotations

from typing import Final

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import Family, Form

_SPEAKER: Final = r"^\[[^\]]*\] [A-Z]+ +[A-Za-z.]+ - "
_CLIENT: Final = r"(?:\[(?P<client>[0-9A-Fa-f.:]+)(?:, [^\]]*)?\]|(?P<peer_client>[0-9A-Fa-f.:]+))"


class Guacamole(Daemon):
    """Logins that failed and succeeded."""

    name = "guacamole"
    title = "Apache Guacamole log"
    protocol = "http"
    program = "(?:guacamole|tomcat[0-9]*)"
    words = ("Authentication attempt from ", "successfully authenticated from ")
    openings = (
        Opening(
            r"^(?P<when>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8},[0-9]{3}Z) (?P<message>\[.*)$",
            "%Y-%m-%dT%H:%M:%S,%3fZ",
        ),
        Opening(r"^[0-9:]{8}\.[0-9]{3} (?P<message>\[.*)$"),
    )
    families = (
        Family(
            Event.LOGIN_FAILED,
            (),
            (Form(rf'{_SPEAKER}Authentication attempt from {_CLIENT} for user "(?P<user>.*)" failed\.$'),),
        ),
        Family(
            Event.LOGIN_ACCEPTED,
            (),
            (Form(rf'{_SPEAKER}User "(?P<user>.*)" successfully authenticated from {_CLIENT}\.$'),),
        ),
    )
