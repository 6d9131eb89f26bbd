"""Microsoft SQL Server's error log (ERRORLOG): `stamp Logon  Login failed for user '…'. Reason: … [CLIENT: address]`.

The address is the last thing on the line, behind words of the server's own; the account before it is the client's to
choose. Stamps name no zone. A file in UTF-16, as the server writes it on Windows, is to be converted first.
"""

from __future__ import annotations

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import Family, Form


def _family(event: Event, words: str, why: str = "") -> Family:
    return Family(
        event,
        (),
        (
            Form(
                rf"^(?:Wrong data received: )?Logon +{words} '(?P<user>.*)'\.{why}.* \[CLIENT: (?P<client>[^ \[\]]+)\]$"
            ),
        ),
    )


class Mssql(Daemon):
    """Logins that failed and succeeded."""

    name = "mssql"
    title = "Microsoft SQL Server error log"
    protocol = "tds"
    program = "(?:sqlservr|mssql-server)"
    words = ("[CLIENT: ",)
    openings = (
        Opening(
            r"^(?P<when>[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}\.[0-9]{2}) +(?P<message>[A-Za-z][A-Za-z0-9 ]*(?:: | {2,}).*)$",
            "%Y-%m-%d %H:%M:%S%.f",
        ),
    )
    families = (
        _family(Event.USER_INVALID, "Login failed for user", " Reason: Could not find a login matching"),
        _family(Event.LOGIN_FAILED, "Login failed for user"),
        _family(Event.LOGIN_ACCEPTED, "Login succeeded for user"),
    )
