"""SOGo's log: `Mar 24 08:58:32 sogod [7]: SOGoRootPage Login from 'address' for user 'eve' might not have worked - …`.

The address stands before the account, behind words of SOGo's own (SOGoRootPage.m). Behind a proxy it is the first of
several.
"""

from __future__ import annotations

from typing import Final

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import Family, Form

_LOGIN: Final = (
    r"^SOGoRootPage (?:successful )?[Ll]ogin from '(?P<client>[^', ]+)(?:, [^']*)?' for user '(?P<user>.*)'"
)


class Sogo(Daemon):
    """Logins that failed and succeeded."""

    name = "sogo"
    title = "SOGo log"
    protocol = "http"
    program = "sogod"
    words = ("SOGoRootPage",)
    openings = (
        Opening(
            r"^(?P<month>[A-Z][a-z]{2}) {1,2}(?P<day>[0-9]{1,2}) (?P<clock>[0-9:]{8}) sogod \[[0-9]+\]: (?P<message>.*)$"
        ),
    )
    families = (
        Family(
            Event.LOGIN_FAILED,
            (),
            (Form(f"{_LOGIN} (?:might not have worked|failed)"),),
        ),
        Family(Event.LOGIN_ACCEPTED, ("SOGoRootPage successful login",), (Form(_LOGIN),)),
    )
