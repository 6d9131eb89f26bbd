"""Grafana's log in its own words (logfmt): `logger=context t=… level=info msg="Request Completed" … remote_addr=…`.

Values are quoted where they hold blanks, quotes or `=`, and quotes in them escaped, so that a client's text cannot
start a field; a line that names two addresses is rejected.
"""

from __future__ import annotations

from typing import Final

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import AT, Family, Form

_VALUE: Final = r'(?:"(?:[^"\\]|\\.)*"|[^ "]*)'
_FIELDS: Final = rf"(?:[A-Za-z_.]+={_VALUE} )*?"
_ADDRESS: Final = rf"remote_addr={AT}(?: |$)"
_ONCE: Final = r"(?:^| )remote_addr="


def _family(event: Event | None, message: str, between: str = _FIELDS) -> Family:
    """Lines with this message, and perhaps more fields before the address."""
    return Family(
        event,
        (),
        (Form(rf"^{_FIELDS}t=(?P<when>[^ ]+) {_FIELDS}msg={message} {between}{_ADDRESS}", once=_ONCE),),
    )


class Grafana(Daemon):
    """Logins that failed, and requests."""

    name = "grafana"
    title = "Grafana log"
    protocol = "http"
    program = "grafana(?:-server)?"
    words = ("remote_addr=",)
    time = "iso"
    openings = (Opening(rf"^(?P<message>(?:logger|t)={_VALUE} .*)$"),)
    families = (
        _family(
            Event.USER_INVALID,
            '(?:"Invalid username or password"|Unauthorized)',
            rf'{_FIELDS}error="(?:\[password-auth\.failed\](?:[^"\\]|\\.)*\[identity\.not-found\](?:[^"\\]|\\.)*|user not found)" {_FIELDS}',
        ),
        _family(Event.LOGIN_FAILED, '"Invalid username or password"'),
        _family(
            Event.LOGIN_FAILED,
            "Unauthorized",
            rf'{_FIELDS}error="\[password-auth\.failed\](?:[^"\\]|\\.)*" {_FIELDS}',
        ),
        _family(
            None,
            '"Request Completed"',
            r"method=(?P<method>[A-Z]+) path=(?P<path>[^ ]+) status=(?P<status>[0-9]{3}) ",
        ),
        _family(None, _VALUE),
    )
