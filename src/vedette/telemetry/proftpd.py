"""ProFTPD's log, in its own file or through syslog: `host (name[address]) - message`, the client before the message.

The name is the client's in DNS, which holds no bracket; the message may hold anything, the client's account too.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from vedette.telemetry.blocks import Block
from vedette.telemetry.clients import after
from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.marks import behind_first, without
from vedette.telemetry.messages import Family, Form

_PEER: Final = r"^[^ ()\[\]]+ \([^ \[\]]*\[(?P<client>[0-9A-Fa-f.:]+)\]\):? (?:- )?"
_NAME_REACH: Final = 64
"""Bytes within which a client's name ends; longer ones wait for parsing."""


def _family(event: Event | None, *messages: str) -> Family:
    return Family(event, (), tuple(Form(_PEER + message) for message in messages))


class Proftpd(Daemon):
    """Logins and sessions."""

    name = "proftpd"
    title = "ProFTPD log"
    protocol = "ftp"
    program = "proftpd"
    words = ("proftpd",)
    openings = (
        Opening(
            r"^(?P<when>[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8},[0-9]{3}) (?P<host>[^ ]+) proftpd\[[0-9]+\]:? (?P<message>.*)$",
            "%Y-%m-%d %H:%M:%S,%3f",
        ),
        Opening(
            r"^(?P<month>[A-Z][a-z]{2}) {1,2}(?P<day>[0-9]{1,2}) (?P<clock>[0-9:]{8}) (?P<host>[^ ]+) proftpd\[[0-9]+\] "
            r"(?P<message>.*)$"
        ),
    )
    families = (
        _family(
            Event.LOGIN_FAILED,
            r"USER (?P<user>.*) \(Login failed\): ",
            r"SECURITY VIOLATION: (?P<user>.*) login attempted",
        ),
        _family(
            Event.USER_INVALID, r"USER (?P<user>.*): no such user found from [^ ]+ \[[^\]]*\] to [^ ]+ ?$"
        ),
        _family(Event.ATTEMPTS_EXCEEDED, r"Maximum login attempts \([0-9]+\) exceeded"),
        _family(Event.LOGIN_ACCEPTED, "USER (?P<user>.*): Login successful"),
        _family(Event.CONNECTED, "FTP session opened"),
        _family(Event.DISCONNECTED, "FTP session closed"),
        _family(None, ""),
    )
    mark = b" ("
    end = "]"
    marked_text = False
    parsed = (b"USER ", b"SECURITY VIOLATION: ")

    def client_starts(self, block: Block) -> npt.NDArray[np.int64]:
        """In the first parentheses, before which all is the server's own, behind the client's name."""
        opened = behind_first(block, self.mark)
        return without(block, after(block, opened, ord("["), _NAME_REACH), self.parsed)
