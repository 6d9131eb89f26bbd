"""Mosquitto's log, in its own file or through syslog: `1795531628: New connection from address:port on port 1883.`

Clients choose their own identifiers, which stand behind the address (net.c, handle_connect.c). Before 2.1 a refusal names
no address but the identifier, and is ignored; the connection before it is not.
"""

from __future__ import annotations

from typing import Final

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import BARE_AT, Family, Form

_ENDED: Final = rf"^Client .* \[{BARE_AT}\] "
_ENDED_ONCE: Final = r" \[[0-9A-Fa-f.:]+:[0-9]{1,5}\] "


def _ends(event: Event, how: str) -> Family:
    """What is said where a connection ended so."""
    return Family(event, (), (Form(_ENDED + how, once=_ENDED_ONCE),))


class Mosquitto(Daemon):
    """Connections, and logins that failed and succeeded."""

    name = "mosquitto"
    title = "Mosquitto log"
    protocol = "mqtt"
    program = "mosquitto"
    words = (
        "onnected from ",
        "New connection from ",
        "disconnected",
        "closed its connection",
        "exceeded timeout",
    )
    openings = (
        Opening(r"^(?P<when>[0-9]{9,10}): (?P<message>.*)$", "seconds"),
        Opening(r"^(?P<when>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}): (?P<message>.*)$", "%Y-%m-%dT%H:%M:%S"),
        Opening(
            r"^(?P<when>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(?:Z|[+-][0-9]{2}:?[0-9]{2})): (?P<message>.*)$"
        ),
    )
    families = (
        Family(
            Event.LOGIN_ACCEPTED,
            (),
            (
                Form(
                    rf"^New client connected from {BARE_AT} as .* \(p[0-9], c[01], k[0-9]+, u'(?P<user>.*)'\)\.$"
                ),
            ),
        ),
        Family(
            Event.CONNECTED,
            (),
            (
                Form(rf"^New connection from {BARE_AT} on port (?P<server_port>[0-9]{{1,5}})\.$"),
                Form(rf"^New client connected from {BARE_AT} as "),
            ),
        ),
        _ends(Event.LOGIN_FAILED, r"disconnected[:,] not authorised\.$"),
        _ends(Event.PROBE, r"disconnected(?: due to|:) (?:malformed packet|protocol error)\.$"),
        _ends(Event.DISCONNECTED, "(?:disconnected|closed its connection|has exceeded timeout)"),
    )
