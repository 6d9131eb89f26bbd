"""Pterodactyl's Wings: `WARN: [Jul  2 05:05:24.643] failed to validate user credentials (reason) ip=address:port … username=eve`.

The address stands before the account, behind words of Wings' own.
"""

from __future__ import annotations

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import AT, Family, Form


class Pterodactyl(Daemon):
    """Logins by SFTP that failed."""

    name = "pterodactyl"
    title = "Pterodactyl Wings log"
    protocol = "sftp"
    program = "wings"
    words = (" ip=",)
    openings = (
        Opening(
            r"^ *[A-Z]+: \[(?P<month>[A-Z][a-z]{2}) {1,2}(?P<day>[0-9]{1,2}) (?P<clock>[0-9:]{8})\.[0-9]{3}\] (?P<message>.*)$"
        ),
    )
    families = (
        Family(
            Event.LOGIN_FAILED,
            ("failed to validate user credentials ",),
            (
                Form(
                    rf"^failed to validate user credentials \([^()]*\) ip={AT}(?: [a-z]+=[^ ]*)*? username=(?P<user>.*)$"
                ),
            ),
        ),
    )
