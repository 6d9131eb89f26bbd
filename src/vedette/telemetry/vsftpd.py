"""vsftpd's log: `Mon Jan  2 03:04:05 2024 [pid 7] [account] FAIL LOGIN: Client "address"`, or the same through syslog.

The account is the client's to choose, in brackets; the client stands behind fixed words, and after it only words of the
server or of an answer. PAM's words on vsftpd are read too.
"""

from __future__ import annotations

from typing import Final

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import PAM_FAILURE, Family, Form

_USER: Final = r"^(?:\[pid [0-9]+\] )?(?:\[(?P<user>.*)\] )?"
_PEER: Final = r'Client "(?P<client>[0-9A-Fa-f.:]+)"'


def _family(event: Event | None, words: str) -> Family:
    return Family(event, (), (Form(rf"{_USER}{words}: {_PEER}", once=rf"(?:CONNECT|LOGIN|[A-Z]+): {_PEER}"),))


class Vsftpd(Daemon):
    """Logins, and what was fetched and put."""

    name = "vsftpd"
    title = "vsftpd log"
    protocol = "ftp"
    program = r"vsftpd(?:\(pam_unix\))?"
    words = ('Client "', "rhost=")
    mark = b'Client "'
    end = '"'
    parsed = (b"LOGIN",)
    openings = (
        Opening(
            r"^[A-Z][a-z]{2} (?P<when>[A-Z][a-z]{2} {1,2}[0-9]{1,2} [0-9:]{8} [0-9]{4}) (?P<message>\[pid [0-9]+\] .*)$",
            "%b %d %H:%M:%S %Y",
        ),
    )
    families = (
        _family(Event.CONNECTED, "CONNECT"),
        _family(Event.LOGIN_ACCEPTED, "OK LOGIN"),
        _family(Event.LOGIN_FAILED, "FAIL LOGIN"),
        Family(
            Event.PAM_FAILED,
            (),
            (
                Form(
                    rf"^(?:pam_unix\([a-z:]+\): |\(pam_unix\) )?{PAM_FAILURE}$",
                    once=" rhost=",
                ),
            ),
        ),
        _family(None, "(?:OK|FAIL) [A-Z]+|FTP (?:command|response)"),
    )
