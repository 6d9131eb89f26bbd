"""WordPress through syslog, as its plugins for fail2ban write: `wordpress(host)[7]: Authentication failure for eve from address`.

WP fail2ban and its kin (their manuals, "Log messages"). The address is the last thing on the line; the account before it
is the client's to choose.
"""

from __future__ import annotations

from typing import Final

from vedette.telemetry.daemon import Daemon
from vedette.telemetry.events import Event
from vedette.telemetry.messages import Family, Form

_FROM: Final = r"from (?P<client>[^ ]+)$"
_BY: Final = r"(?:XML-RPC|REST|XML-RPC multicall )? ?"


def _family(event: Event, *messages: str) -> Family:
    return Family(event, (), tuple(Form(f"^{message} {_FROM}") for message in messages))


class Wordpress(Daemon):
    """Logins, and what the plugin refused."""

    name = "wordpress"
    title = "WordPress log (WP fail2ban)"
    protocol = "http"
    program = r"(?:wordpress|wp)(?:\([^() ]*\))?"
    words = (" from ",)
    families = (
        _family(
            Event.USER_INVALID,
            f"{_BY}[Aa]uthentication attempt for unknown user (?P<user>.*)",
            "Authentication attempt for empty username",
        ),
        _family(Event.LOGIN_FAILED, f"{_BY}[Aa]uthentication failure for (?P<user>.*)"),
        _family(Event.LOGIN_ACCEPTED, "Accepted password for (?P<user>.*)"),
        _family(
            Event.LOGIN_REFUSED,
            "Blocked (?:username )?authentication attempt for (?P<user>.*)",
        ),
        _family(
            Event.REQUEST_REFUSED,
            "Blocked user enumeration attempt",
            "(?:Untrusted X-Forwarded-For header|Pingback error .* generated|Spam comment [0-9]+|Comment attempt .*)",
        ),
        _family(
            Event.PROBE, "(?:Pingback requested|XML-RPC request blocked.*|Password reset requested for .*)"
        ),
    )
