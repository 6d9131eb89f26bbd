r"""nginx's error log: `2024/01/02 03:04:05 [error] 7#7: *42 message, client: …, server: …, request: "…", host: "…"`.

Written by ngx_log_error.c and ngx_http_request.c (ngx_http_log_error_handler), ngx_mail_handler.c for mail, which escape
nothing: a path or an account in the message, and the request behind the client, are as the client sent them. A line that
names two clients is rejected. Also through syslog (`error_log syslog:`).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.marks import positions
from vedette.telemetry.messages import Family, Form

_CLIENT: Final = r", client: (?P<client>[^ ,]+)(?: using starttls)?"
_REST: Final = (
    r'(?:, server: (?P<server_name>[^,]*))?(?:, login: "[^"]*")?(?:, request: "(?P<request>.*?)")?'
    r'(?:, (?:subrequest|upstream): ".*?")*(?:, host: "(?P<host>.*?)")?(?:, referrer: "(?P<referer>.*?)")?(?:, |$)'
)
_ONCE: Final = r", client: [^ ,]+(?: using starttls)?(?:, |$)"
_LEVEL: Final = r"^(?:[0-9]{4}/[0-9]{2}/[0-9]{2} [0-9:]{8} )?\[[a-z]+\] [0-9]+#[0-9]+: (?:\*[0-9]+ )?"

_SIGNS: Final = ((b": *", (2,)), (b' open() "/', (5, 6)))
"""Words of nginx behind a number, and where in them stands what looks like an attack."""
_DIGIT: Final = np.isin(np.arange(256), np.frombuffer(b"0123456789", np.uint8))


def _family(event: Event | None, *openings: str) -> Family:
    """Messages that begin so, whatever follows."""
    return Family(event, openings, (Form(rf"^.*?{_CLIENT}{_REST}", once=_ONCE),))


class NginxError(Daemon):
    """What nginx says went wrong, and for which client."""

    name = "nginx_error"
    title = "nginx error log"
    protocol = "http"
    program = "nginx"
    words = ("client",)
    openings = (
        Opening(
            r"^(?:(?:(?P<host>[^ ]+) )?nginx(?:\[[0-9]+\])?: )?(?:[^ ]+ nginx: )?"
            r"(?P<when>[0-9]{4}/[0-9]{2}/[0-9]{2} [0-9:]{8}) (?P<message>\[[a-z]+\] [0-9]+#[0-9]+: .*)$",
            "%Y/%m/%d %H:%M:%S",
        ),
    )
    families = (
        Family(
            Event.LOGIN_FAILED,
            (),
            (
                Form(rf'^user "(?P<user>.*)": password mismatch{_CLIENT}{_REST}', once=_ONCE),
                Form(rf"^PAM: user '(?P<user>.*)' - not authenticated: [^,]*{_CLIENT}{_REST}", once=_ONCE),
            ),
        ),
        Family(
            Event.USER_INVALID,
            ('user "',),
            (Form(rf'^user "(?P<user>.*)" was not found in ".*"{_CLIENT}{_REST}', once=_ONCE),),
        ),
        Family(
            Event.LOGIN_FAILED,
            ("client login failed: ",),
            (
                Form(
                    rf'^client login failed: ".*?" while in http auth state{_CLIENT}, server: [^,]*(?:, login: "(?P<user>.*?)")?',
                    once=_ONCE,
                ),
            ),
        ),
        Family(
            Event.LOGIN_ACCEPTED,
            ("client logged in",),
            (Form(rf'^client logged in{_CLIENT}, server: [^,]*(?:, login: "(?P<user>.*?)")?', once=_ONCE),),
        ),
        _family(Event.RATE_LIMITED, "limiting requests", "limiting connections", "delaying request"),
        _family(Event.REQUEST_REFUSED, "access forbidden by rule", "no user/password was provided"),
        _family(Event.DROPPED, "ModSecurity: Access denied"),
        _family(
            Event.PROBE,
            "client sent ",
            "SSL_do_handshake() failed",
            "SSL_read() failed",
            "client intended to send",
        ),
        Family(
            Event.CONNECTED,
            (),
            (
                Form(
                    r"^client (?P<client>[^ ]+):(?P<port>[0-9]+) connected to (?P<server_ip>[^ ]+):(?P<server_port>[0-9]+)$"
                ),
            ),
        ),
        _family(None),
    )
    mark = b", client: "
    end = ","

    def searched(self, data: bytes) -> bytes:
        """As `LineReader.searched`: without the signs in nginx's own words, between the numbers of process and connection
        and before the name of a file.
        """
        buffer = np.frombuffer(data, np.uint8).copy()
        for words, sign in _SIGNS:
            places = positions(data, words)
            numbered = places[_DIGIT[buffer[places - 1]]]
            for place in sign:
                buffer[numbered + place] = ord(" ")
        return buffer.tobytes()

    def own_words(self, messages: pl.Series) -> pl.Series:
        """The message behind the level and the numbers of process and connection."""
        return messages.str.replace(_LEVEL, "")
