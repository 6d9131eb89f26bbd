"""Zimbra's logs (mailbox.log, audit.log): `stamp INFO  [thread] [name=…;oip=address;ua=…;] component - message`.

`oip` is the client where a proxy stands before, else `ip`; the names in the brackets that a client chooses (`ua`) stand
behind it or hold no semicolon.
"""

from __future__ import annotations

from typing import Final

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import Family, Form

_CONTEXT: Final = r"^[A-Z]+ +\[[^\]]*\] \[(?:[a-z]+=[^;\]]*;)*?"
_CLIENT: Final = r"oip=(?P<client>[^;, \]]+)[^\]]*\] "
_FAILED: Final = r"[^\[\]]*authentication failed for \[(?P<user>[^\]]*)\]"


class Zimbra(Daemon):
    """Logins that failed and succeeded."""

    name = "zimbra"
    title = "Zimbra log"
    protocol = None
    program = "zimbra"
    words = ("oip=",)
    openings = (
        Opening(
            r"^(?P<when>[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8},[0-9]{3}) (?P<message>[A-Z]+ +\[.*)$",
            "%Y-%m-%d %H:%M:%S,%3f",
        ),
    )
    families = (
        Family(
            Event.USER_INVALID,
            (),
            (Form(f"{_CONTEXT}{_CLIENT}{_FAILED}, account not found", once="oip="),),
        ),
        Family(Event.LOGIN_FAILED, (), (Form(f"{_CONTEXT}{_CLIENT}{_FAILED}", once="oip="),)),
        Family(
            Event.LOGIN_ACCEPTED,
            (),
            (
                Form(
                    rf"{_CONTEXT}{_CLIENT}security - cmd=Auth; account=(?P<user>[^; ]*);(?: [a-z]+=[^;]*;)*$",
                    once="oip=",
                ),
            ),
        ),
    )
