"""The web interfaces of pfSense and OPNsense through syslog: who failed to log in, and who did.

`/index.php: webConfigurator authentication error for user 'eve' from: address` and `Web GUI authentication error for 'eve'
from address`. The address is the last thing on the line; the account before it is the client's to choose.
"""

from __future__ import annotations

from typing import Final

from vedette.telemetry.daemon import Daemon
from vedette.telemetry.events import Event
from vedette.telemetry.messages import Family, Form

_END: Final = (
    r"(?:user )?'(?P<user>.*)' from:? (?P<client>[^ ]+?)(?: \((?:Local Database|[^ ()]*)(?: Fallback)?\))?$"
)


def _family(event: Event, words: str) -> Family:
    return Family(
        event, (), (Form(rf"^[^ ]+: (?:webConfigurator |Web GUI )?{words} {_END}", once=r"' from:? [^ ]+"),)
    )


class PfsenseGui(Daemon):
    """Logins to the firewall's web interface."""

    name = "pfsense_gui"
    title = "pfSense and OPNsense web interface log"
    protocol = "http"
    program = "(?:php-fpm|php|audit|lighttpd)"
    words = ("authentication error for ", "uccessful login for user ")
    families = (
        _family(Event.LOGIN_FAILED, "authentication error for"),
        _family(Event.LOGIN_ACCEPTED, "[Ss]uccessful login for"),
    )
