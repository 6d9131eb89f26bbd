"""Bitwarden's identity log: `stamp [WRN] Failed login attempt. address`, in its own file or through syslog."""

from __future__ import annotations

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import Family, Form


class Bitwarden(Daemon):
    """Logins that failed."""

    name = "bitwarden"
    title = "Bitwarden identity log"
    protocol = "http"
    program = "Bitwarden-Identity"
    words = ("Failed login attempt",)
    openings = (
        Opening(
            r"^(?P<when>[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}\.[0-9]+ [+-][0-9]{2}:[0-9]{2}) (?P<message>\[[A-Za-z]+\] .*)$",
            "%Y-%m-%d %H:%M:%S%.f %:z",
        ),
    )
    families = (
        Family(
            Event.LOGIN_FAILED,
            (),
            (Form(r"^\[[A-Za-z.]+\] Failed login attempt(?:, 2FA invalid)?\. (?P<client>[^ ]+)$"),),
        ),
    )
