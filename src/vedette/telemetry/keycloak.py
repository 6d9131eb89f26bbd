"""Keycloak's events in its log: `stamp WARN [org.keycloak.events] (thread) type="LOGIN_ERROR", …, ipAddress="…", …`.

The fields before the address are the realm's; what the client chose (the account, where to go back to) stands behind it.
`clientId` is looked up before it is written unless it is unknown: it is read without blanks and commas only.
"""

from __future__ import annotations

from typing import Final

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import Family, Form

_BEFORE: Final = r'(?:[A-Za-z]+="?[^ ",]*"?, )*?'
_CLIENT: Final = r'ipAddress="?(?P<client>[0-9A-Fa-f.:]+)"?(?:,|$)'
_USER: Final = r'(?:.*, username="?(?P<user>[^",]*))?'


def _family(event: Event, kind: str, error: str = "") -> Family:
    return Family(
        event,
        (),
        (
            Form(
                rf'^[A-Z]+ +\[org\.[a-z]+\.events\] \([^()]*\) type="?{kind}"?, {_BEFORE}{_CLIENT}{error}{_USER}',
                once=r'[ "]ipAddress=',
            ),
        ),
    )


class Keycloak(Daemon):
    """Logins that failed and succeeded."""

    name = "keycloak"
    title = "Keycloak log"
    protocol = "http"
    program = "(?:keycloak|kc)"
    words = ("ipAddress=",)
    openings = (
        Opening(
            r"^(?P<when>[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8},[0-9]{3}) (?P<message>[A-Z]+ +\[.*)$",
            "%Y-%m-%d %H:%M:%S,%3f",
        ),
    )
    families = (
        _family(Event.USER_INVALID, "LOGIN_ERROR", ' error="?user_not_found"?'),
        _family(Event.LOGIN_FAILED, "LOGIN_ERROR"),
        _family(Event.LOGIN_ACCEPTED, "LOGIN"),
    )
