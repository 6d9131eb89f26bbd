"""Pure-FTPd's log through syslog: `(account@address) [LEVEL] message`, `?` for a client that is not logged in.

The address stands in front; behind it an account that was asked for, or a file's name (ftpd.c, log_*.c). Where names of
hosts are resolved, the name stands in place of the address, and the line is rejected: start with `-H`.
"""

from __future__ import annotations

from typing import Final

from vedette.telemetry.daemon import Daemon
from vedette.telemetry.events import Event
from vedette.telemetry.messages import Family, Form

_CLIENT: Final = r"@(?P<client>[^ ()@]+)\) \[[A-Z]+\] "
_STRANGER: Final = rf"^\(\?{_CLIENT}"
_LOGGED_IN: Final = rf"^\((?P<user>[^ ()?]+){_CLIENT}"


def _family(event: Event | None, *patterns: str) -> Family:
    return Family(event, (), tuple(Form(pattern) for pattern in patterns))


class Pureftpd(Daemon):
    """Logins, and what was fetched and put."""

    name = "pureftpd"
    title = "Pure-FTPd log"
    protocol = "ftp"
    program = "pure-ftpd"
    words = (") [",)
    mark = b"@"
    end = ")"
    marked_text = False
    parsed = (b"Authentication failed", b"logged in", b"Too many authentication")
    families = (
        _family(Event.CONNECTED, rf"{_STRANGER}New connection from "),
        _family(Event.LOGIN_FAILED, rf"{_STRANGER}Authentication failed for user \[(?P<user>.*)\]$"),
        _family(
            Event.LOGIN_ACCEPTED,
            rf"{_STRANGER}(?P<user>.*) is now logged in$",
            rf"{_STRANGER}Anonymous user logged in",
        ),
        _family(Event.ATTEMPTS_EXCEEDED, rf"{_STRANGER}Too many authentication failures"),
        _family(
            Event.DISCONNECTED, rf"{_LOGGED_IN}(?:Logout\.|Timeout)", rf"{_STRANGER}(?:Logout\.|Timeout)"
        ),
        _family(None, _LOGGED_IN, _STRANGER),
    )
