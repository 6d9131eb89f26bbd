"""OpenVPN's log, in its own file or through syslog: `stamp [account/]address:port message`.

The account is the name in a certificate that the server has accepted, before which nothing else stands; without it the
address starts the message (multi.c, error.c). Refused first packets name their sender at the message's end.
"""

from __future__ import annotations

from typing import Final

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import AT, BARE_AT, Family, Form

_PEER: Final = rf"^(?:(?P<user>[^ /]+)/)?(?:\[AF_INET6?\])?{BARE_AT} "


def _family(event: Event | None, *messages: str) -> Family:
    return Family(event, (), tuple(Form(_PEER + message) for message in messages))


class Openvpn(Daemon):
    """Who connects to the network's door."""

    name = "openvpn"
    title = "OpenVPN log"
    protocol = "openvpn"
    transport = None
    program = "(?:openvpn|ovpn-[^ \\[\\]:]+)(?:/[^ \\[\\]:]+)?"
    words = ("AF_INET", "TLS", "AUTH", "Connection reset", "SIG", "MULTI", "VERIFY", "peer info", "PUSH")
    openings = (
        Opening(r"^(?P<when>[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}) (?P<message>.*)$", "%Y-%m-%d %H:%M:%S"),
        Opening(
            r"^[A-Z][a-z]{2} (?P<when>[A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8} [0-9]{4}) (?P<message>.*)$",
            "%b %d %H:%M:%S %Y",
        ),
    )
    families = (
        _family(Event.CONNECTED, "TLS: Initial packet from "),
        _family(Event.LOGIN_FAILED, "TLS Auth Error: ", "SENT CONTROL [^ ]+ 'AUTH_FAILED"),
        _family(Event.LOGIN_ACCEPTED, r"\[[^\]]*\] Peer Connection Initiated with "),
        _family(Event.PROBE, "TLS Error: ", "VERIFY ERROR: ", "WARNING: Bad encapsulated packet length"),
        _family(Event.DISCONNECTED, "Connection reset", "SIG[A-Z0-9]+\\["),
        Family(
            Event.PROBE,
            ("TLS Error: ", "Authenticate/Decrypt packet error: "),
            (
                Form(
                    rf"^(?:TLS Error|Authenticate/Decrypt packet error): [^\[\]]* from (?:\[AF_INET6?\])?{AT}(?: |$)"
                ),
            ),
        ),
        _family(
            None, "(?:VERIFY OK|peer info: |MULTI|PUSH: |TLS: |Control Channel|Data Channel|SENT CONTROL )"
        ),
    )
