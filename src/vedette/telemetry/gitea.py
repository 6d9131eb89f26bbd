"""Gitea's and Forgejo's log: logins that failed, and requests as the router tells them.

`stamp source [level] Failed authentication attempt for ACCOUNT from address:port: reason` and
`stamp source [level] router: completed GET /path for address:port, 200 OK in 3.2ms @ source`. Account and path are the
client's to choose.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import AT, Family, Form

_SOURCE: Final = r"^[^ ]+ (?:\[[A-Z]\] )?(?:\[[0-9a-f-]+\] )?"
"""Who speaks, the level and the request's number."""


def _refused(event: Event, why: str) -> Family:
    """Logins that failed so."""
    return Family(
        event,
        (),
        (
            Form(
                rf"^Failed authentication attempt for (?P<user>.*) from {AT}: {why}",
                once=r" from \[?[0-9A-Fa-f.:]+\]?(?::[0-9]+)?: ",
            ),
        ),
    )


class Gitea(Daemon):
    """Logins and requests."""

    name = "gitea"
    title = "Gitea and Forgejo log"
    protocol = "http"
    program = "(?:gitea|forgejo)"
    words = ("Failed authentication attempt", "completed ")
    openings = (
        Opening(
            r"^(?P<when>[0-9]{4}/[0-9]{2}/[0-9]{2} [0-9:]{8}) (?P<message>[^ ]+\.go:[0-9]+:[^ ]+ .*)$",
            "%Y/%m/%d %H:%M:%S",
        ),
    )
    families = (
        _refused(Event.USER_INVALID, "user does not exist"),
        _refused(Event.LOGIN_FAILED, ""),
        Family(
            None,
            ("router: completed ", "completed "),
            (
                Form(
                    rf"^(?:router: )?completed (?P<method>[A-Z]+) (?P<path>.*) for {AT}, (?P<status>[0-9]{{3}}) [A-Za-z ]* in [^ ]+ @ [^ ]+$"
                ),
            ),
        ),
    )

    def own_words(self, messages: pl.Series) -> pl.Series:
        """Messages without source, level and number."""
        return messages.str.replace(_SOURCE, "")
