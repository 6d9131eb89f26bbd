r"""Apache's error log: `[Thu Jan 02 03:04:05.678901 2024] [module:level] [pid 7:tid 8] [client ip:port] message`.

As server/log.c writes it unless `ErrorLogFormat` says otherwise; Apache 2.2 writes neither module nor process nor port.
The client stands before the message, so that nothing a client chooses stands before it.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import Family, Form

_BEFORE: Final = r"(?:[^ \[\]]+\([0-9]+\): )?(?:\([0-9]+\)[^\[\]]*: )?"
"""The line of the source that speaks, and the operating system's reason."""
_WITH_PORT: Final = rf"^\[[^\]]*\] \[pid [^\]]*\] {_BEFORE}\[(?:client|remote) \[?(?P<client>[^\[\] ]+?)\]?:(?P<port>[0-9]{{1,5}})\] "
_WITHOUT_PORT: Final = rf"^\[[^\]]*\] (?:\[pid [^\]]*\] )?{_BEFORE}"
_CLIENT: Final = r"^\[client (?:\[(?P<client>[^\[\] ]+)\]:(?P<port>[0-9]{1,5})|(?P<peer_client>[^\[\] ]+))\] (?:AH[0-9]+: )?(?:Digest: )?"
_REST: Final = r".*?(?:, referer: (?P<referer>[^ ]+))?$"


def _family(event: Event | None, *messages: str) -> Family:
    """Messages of these patterns, whatever follows."""
    return Family(event, (), tuple(Form(f"{_CLIENT}{message}{_REST}") for message in messages))


class ApacheError(Daemon):
    """What Apache says went wrong, and for which client."""

    name = "apache_error"
    title = "Apache error log"
    protocol = "http"
    program = r"(?:apache2?|httpd)(?:/[^ \[]+)?"
    words = ("[client ", "[remote ")
    openings = (
        Opening(
            r"^\[[A-Z][a-z]{2} (?P<when>[A-Z][a-z]{2} [ 0-9]?[0-9] [0-9:]{8}(?:\.[0-9]{1,6})? [0-9]{4})\] "
            r"(?P<message>\[[a-z0-9_:-]*\] .*)$",
            "%b %d %H:%M:%S%.f %Y",
        ),
    )
    families = (
        _family(
            Event.LOGIN_FAILED,
            r"user (?P<user>.*): authentication failure for ",
            r"user (?P<user>.*): password mismatch: ",
        ),
        _family(
            Event.USER_INVALID,
            r"user `(?P<user>.*)' in realm `.*' not found: ",
            r"user (?P<user>.*?) ?not found: ",
        ),
        _family(
            Event.REQUEST_REFUSED,
            "client denied by server configuration: ",
            "Authorization of user (?P<user>.*) to access .* failed, reason: ",
            "user (?P<user>.*): authorization failure for ",
            "client used wrong authentication scheme: ",
            "(?:invalid nonce|realm mismatch|invalid qop|unknown algorithm)",
        ),
        _family(Event.DROPPED, "ModSecurity: Access denied "),
        _family(
            Event.PROBE,
            "(?:Invalid method in request|Invalid URI in request|request failed: |SSL handshake stopped: )",
            "(?:SSL Library Error: |script '.*' not found or unable to stat)",
        ),
        _family(None, ""),
    )
    mark = b"[client "
    end = ":"

    def own_words(self, messages: pl.Series) -> pl.Series:
        """The message from the client on, with the port told apart from the address."""
        return messages.str.replace(_WITH_PORT, "[client [${client}]:${port}] ").str.replace(
            _WITHOUT_PORT, ""
        )
