"""Vaultwarden's log: `[stamp][module][level] Username or password is incorrect. Try again. IP: address. Username: …`.

The address stands behind words of the server's own; what the client chose follows.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import Family, Form

_IP: Final = r"IP: (?P<client>[0-9A-Fa-f:.]*[0-9A-Fa-f:])"


class Vaultwarden(Daemon):
    """Logins that failed."""

    name = "vaultwarden"
    title = "Vaultwarden log"
    protocol = "http"
    program = "vaultwarden"
    words = ("IP: ",)
    openings = (
        Opening(
            r"^\[(?P<when>[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}\.[0-9]+)\](?P<message>\[[a-z_:]+\]\[[A-Z]+\] .*)$",
            "%Y-%m-%d %H:%M:%S%.f",
        ),
    )
    families = (
        Family(
            Event.LOGIN_FAILED,
            (),
            (
                Form(
                    rf"^(?:Username or password is incorrect\. Try again\.?|Invalid TOTP code![^:]*) {_IP}(?:\. Username: (?P<user>.*?)\.?)?$"
                ),
                Form(rf"^Invalid admin token\. {_IP}$"),
            ),
        ),
    )

    def own_words(self, messages: pl.Series) -> pl.Series:
        """Messages without module and level."""
        return messages.str.replace(r"^\[[a-z_:]+\]\[[A-Z]+\] ", "")
