"""Exim's main and reject logs, in its own files or through syslog: who connected, what was refused, who failed to log in.

A host is written as `name (greeting) [address]:port` (Exim specification, "Log files"; host.c, smtp_in.c). The client
chooses the greeting, which has no blanks as Exim comes, the sender and its commands. So a host is read at the message's
start, behind a sender without blanks and quotes, or before words of Exim's own at the end; lines with two readings are
rejected.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import Family, Form

_ADDRESS: Final = r"\[(?P<client>[0-9A-Fa-f.:]+)\](?::(?P<port>[0-9]{1,5}))?"
_NAMES: Final = r'(?:[^ ()\[\]"]+ )?(?:\([^ ()]*\) )?'
_HOST: Final = rf"{_NAMES}{_ADDRESS}"
_HERE: Final = r"(?: I=\[(?P<server_ip>[0-9A-Fa-f.:]+)\]:(?P<server_port>[0-9]{1,5}))?(?: Ci=[0-9]+)?"
_QUEUE: Final = r"(?:[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4} )?"
_STAMP: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}(?:\.[0-9]+)?"
_TWO: Final = rf"H={_NAMES}\["


def _family(event: Event | None, *patterns: str) -> Family:
    return Family(event, (), tuple(Form(f"^{pattern}") for pattern in patterns))


class Exim(Daemon):
    """What Exim says of hosts that send mail."""

    name = "exim"
    title = "Exim main and reject log"
    protocol = "smtp"
    program = "exim4?"
    words = ("H=", "authenticator failed", "SMTP c", "no host name", "no IP address", "TLS error on")
    openings = (
        Opening(
            rf"^(?P<when>{_STAMP}) (?:[+-][0-9]{{4}} )?(?P<host>[^ ]+) exim4?\[[0-9]+\]: (?P<message>.*)$",
            "%Y-%m-%d %H:%M:%S%.f",
        ),
        Opening(rf"^(?P<when>{_STAMP}) (?:[+-][0-9]{{4}} )?(?P<message>.*)$", "%Y-%m-%d %H:%M:%S%.f"),
    )
    families = (
        _family(
            Event.LOGIN_FAILED,
            rf"[^ ]+ authenticator failed for {_HOST}{_HERE}: [0-9]{{3}} .*?(?:\(set_id=(?P<user>.*)\))?$",
        ),
        _family(
            Event.REQUEST_REFUSED,
            rf'{_QUEUE}(?:F=[^ "]+ )?H={_HOST} .*(?:rejected|sender verify fail|dropped by)',
        ),
        _family(
            Event.PROBE,
            rf"SMTP protocol synchronization error \([^()]*\): rejected connection from H={_HOST}",
            rf"SMTP call from {_HOST}{_HERE} dropped: too many ",
            rf'SMTP protocol error in "(?P<body>.*)" H={_HOST}{_HERE} '
            r'(?:AUTH command used when not advertised|[^ "]+ authentication mechanism not supported)$',
            rf"no MAIL in SMTP connection from {_HOST}",
            rf"TLS error on connection from {_HOST}",
        ),
        Family(
            Event.PROBE,
            ("SMTP protocol synchronization error ",),
            (
                Form(
                    rf'^SMTP protocol synchronization error \([^()]*\): rejected "(?P<body>.*)" H={_HOST}',
                    once=_TWO,
                ),
            ),
        ),
        _family(
            Event.CONNECTION_REFUSED,
            rf"{_QUEUE}SMTP connection from {_HOST}{_HERE} closed by DROP in ACL",
        ),
        _family(
            Event.CONNECTED,
            rf"SMTP connection from {_HOST}{_HERE} \(TCP/IP connection count = ",
            rf'{_QUEUE}<= [^ "]+ H={_HOST} ',
        ),
        _family(
            Event.DISCONNECTED,
            rf"SMTP connection from {_HOST}{_HERE} (?:lost|closed by QUIT|D=[0-9.]+s closed)",
        ),
        _family(
            Event.NAME_MISMATCH,
            r"no host name found for IP address (?P<client>[0-9A-Fa-f.:]+)$",
            rf"no IP address found for host [^ ]+ \(during SMTP connection from {_HOST}{_HERE}\)$",
        ),
    )

    def own_words(self, messages: pl.Series) -> pl.Series:
        """Messages without stamp and process number, which stand within syslog too."""
        return messages.str.replace(rf"^(?:{_STAMP} (?:[+-][0-9]{{4}} )?)?(?:\[[0-9]+\] )?", "")
