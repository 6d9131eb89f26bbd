"""Drupal's watchdog through syslog: `site: https://host|1430068525|user|address|request|referer|0||message`.

The address is the fourth field; before it stand the site's own words alone (module syslog, its default format).
"""

from __future__ import annotations

from typing import Final

from vedette.telemetry.daemon import Daemon
from vedette.telemetry.events import Event
from vedette.telemetry.messages import Family, Form

_OPENING: Final = r"^https?://[^| ]*\|(?P<when>[0-9]{9,10})\|"
_FIELDS: Final = r"\|(?P<client>[^|]+)\|(?P<path>[^|]*)\|"


def _family(event: Event | None, kind: str, message: str) -> Family:
    return Family(event, (), (Form(rf"{_OPENING}{kind}{_FIELDS}{message}"),))


class Drupal(Daemon):
    """Logins and the site's own complaints."""

    name = "drupal"
    title = "Drupal log (syslog)"
    protocol = "http"
    program = r"[0-9A-Za-z_.-]+"
    words = ("|user|", "|access denied|", "|page not found|")
    time = "seconds"
    families = (
        _family(
            Event.LOGIN_FAILED,
            "user",
            r".*\|[0-9]+\|[^|]*\|Login attempt failed (?:for|from) (?P<user>[^|]*?)\.?$",
        ),
        _family(Event.LOGIN_ACCEPTED, "user", r".*\|[0-9]+\|[^|]*\|Session opened for (?P<user>[^|]*?)\.?$"),
        _family(None, "[^|]*", ""),
    )
