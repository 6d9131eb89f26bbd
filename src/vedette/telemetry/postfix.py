"""Postfix's SMTP server in syslog: who connected, what was refused, who failed to log in.

Clients as `name[address]` (smtpd) or `[address]:port` (postscreen), at the message's start or behind fixed words; the
name is the client's in DNS, which holds no bracket. Messages as in smtpd.c, smtpd_check.c, smtpd_sasl_glue.c and
postscreen. `lost connection after DATA` and its like tell of an end, not of a failure.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from vedette.telemetry.blocks import Block
from vedette.telemetry.clients import after
from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.marks import without
from vedette.telemetry.messages import Family, Form
from vedette.telemetry.syslog_places import directly_behind, message_starts

_PEER: Final = r"[^\[\] ]*\[(?P<client>[0-9A-Fa-f.:]+)\](?::(?P<port>[0-9]{1,5}))?"
_QUEUE: Final = "[0-9A-Za-z]+: "
_TAGS: Final = (b"postfix/smtpd", b"postfix/submission/smtpd", b"postfix/smtps/smtpd")
_BEFORE_CLIENTS: Final = (b"connect from ", b"disconnect from ")
_NAME_REACH: Final = 64
"""Bytes within which a client's name ends; longer ones wait for parsing."""


def _family(event: Event, openings: tuple[str, ...], *patterns: str) -> Family:
    return Family(event, openings, tuple(Form(pattern) for pattern in patterns))


class Postfix(Daemon):
    """The SMTP server's and the screen's words on clients."""

    name = "postfix"
    title = "Postfix (mail.log)"
    protocol = "smtp"
    program = r"postfix[^ /\[\]]*(?:/[^ /\[\]]+)*/(?:smtpd|postscreen)"
    words = ("smtpd", "postscreen", "NOQUEUE: reject: ")
    openings = (Opening(r"^(?P<message>NOQUEUE: reject: .*)$"),)
    families = (
        _family(Event.CONNECTED, ("connect from ",), rf"^connect from {_PEER}$"),
        _family(
            Event.CONNECTED,
            ("CONNECT from ",),
            rf"^CONNECT from {_PEER} to \[(?P<server_ip>[^ \]]+)\]:(?P<server_port>[0-9]+)$",
        ),
        _family(
            Event.LOGIN_FAILED,
            (),
            rf"^disconnect from {_PEER} (?:[a-z]+=[0-9/]+ )*auth=0/[0-9]+(?: |$)",
        ),
        _family(
            Event.DISCONNECTED,
            ("disconnect from ", "DISCONNECT "),
            rf"^(?:disconnect from|DISCONNECT) {_PEER}(?: |$)",
        ),
        _family(
            Event.DISCONNECTED,
            ("lost connection after ", "timeout after "),
            rf"^(?:lost connection|timeout) after [A-Z]+ (?:\([^()]*\) )?from {_PEER}$",
        ),
        _family(
            Event.ATTEMPTS_EXCEEDED,
            ("too many errors after ",),
            rf"^too many errors after [A-Z-]+ (?:\([^()]*\) )?from {_PEER}$",
        ),
        _family(
            Event.LOGIN_FAILED,
            (),
            rf"^warning: {_PEER}: SASL [^ ]+ authentication failed:?(?:.*, sasl_username=(?P<user>.*))?",
        ),
        _family(
            Event.PROBE,
            (),
            rf"^warning: non-SMTP command from {_PEER}: (?P<body>.*)$",
            rf"^improper command pipelining after [A-Z-]+ from {_PEER}(?:: ?(?P<body>.*))?$",
            rf"^(?:warning: )?(?:TLS library problem|SSL_accept error) from {_PEER}",
            rf"^PREGREET [0-9]+ after [0-9.]+ from {_PEER}: (?P<body>.*)$",
            rf"^(?:HANGUP after [0-9.]+|BARE NEWLINE|NON-SMTP COMMAND|COMMAND PIPELINING|BLACKLISTED|DENYLISTED) from {_PEER}(?: |$)",
        ),
        _family(
            Event.RATE_LIMITED,
            (),
            rf"^warning: [A-Z][A-Za-z ]+ limit exceeded: [0-9]+ from {_PEER} for service ",
            rf"^COMMAND (?:TIME|COUNT|LENGTH) LIMIT from {_PEER} after ",
        ),
        _family(
            Event.NAME_MISMATCH,
            ("warning: hostname ",),
            r"^warning: hostname [^ ]+ (?:does not resolve to address|verification failed for address|resolves to .*?for) (?P<client>[^ :]+(?::[^ :]+)*)(?:: |$)",
        ),
        _family(
            Event.REQUEST_REFUSED,
            (),
            rf"^(?:{_QUEUE})?(?:milter-)?reject: [A-Z-]+ (?:command )?from {_PEER}: ",
            rf"^(?:{_QUEUE})?(?:reject_warning|discard|hold|redirect): [A-Z-]+ (?:command )?from {_PEER}: ",
        ),
        _family(
            Event.LOGIN_ACCEPTED,
            (),
            rf"^{_QUEUE}client={_PEER}, sasl_method=[^ ,]+, sasl_username=(?P<user>.*)$",
        ),
        _family(Event.CONNECTED, (), rf"^{_QUEUE}client={_PEER}(?:, .*)?$"),
    )

    mark = b"["
    end = "]"
    marked_text = False
    parsed = (b" auth=0/",)

    def client_starts(self, block: Block) -> npt.NDArray[np.int64]:
        """Behind the name in messages that tell of nothing but a connection's start and end."""
        said = directly_behind(block, message_starts(block, _TAGS), _BEFORE_CLIENTS)
        return without(block, after(block, said, ord("["), _NAME_REACH), self.parsed)

    def own_words(self, messages: pl.Series) -> pl.Series:
        """Messages without the words `NOQUEUE: ` before what happened to a connection."""
        return messages.str.replace(r"^NOQUEUE: (lost connection|timeout|too many errors)", "${1}")
