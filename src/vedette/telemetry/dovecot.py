"""Dovecot in syslog or in its own files: logins by IMAP, POP3, ManageSieve and submission, and failed authentications.

Login processes write `user=<…>, method=…, rip=…, lip=…` (login-common/client-common.c), in which Dovecot replaces control
characters of the account only: an account can hold `>, rip=192.0.2.1`. The authentication process writes
`passdb(account,address,<session>)`. Where an account makes two readings possible, the line is rejected.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import PAM_FAILURE, Family, Form

_PROCESS: Final = "(?:imap-login|pop3-login|managesieve-login|submission-login|auth|auth-worker|dovecot-auth)"
_LOGIN: Final = r"^(?:imap|pop3|managesieve|submission)-login: "
_USER: Final = r"(?:user=<(?P<user>.*)>, )?(?:method=[^ ,]*, )?"
_ADDRESSES: Final = r"rip=(?P<client>[^ ,]+)(?:, lip=(?P<server_ip>[^ ,]+))?(?:, |$)"
_TWO: Final = "(?:^|[ ,])rip=[^ ,]+"
_PASSDB: Final = r"(?:[a-z-]+(?:\([^()]*\))?: |conn unix:[^ ]+ \([^()]*\): |auth-worker<[0-9]+>: |dovecot: )*"
_ASKED: Final = r"[a-z-]+\((?P<user>.*),(?P<client>[0-9A-Fa-f.:]+)(?:,(?:<[^<>]*>)?)?\): "
_UNKNOWN: Final = "(?:unknown user|user not found)"
_WRONG: Final = r"(?:pam_authenticate\(\) failed: |[Pp]assword mismatch|invalid credentials|authentication failure|Login failed)"


def _login(event: Event, how: str) -> Family:
    """What a login process says of a login that ended so."""
    return Family(event, (), (Form(rf"{_LOGIN}{how}: {_USER}{_ADDRESSES}", once=_TWO),))


def _asked(event: Event, why: str) -> Family:
    """What the authentication process says of an account and a password that it refused."""
    return Family(
        event,
        (),
        (
            Form(
                rf"^{_PASSDB}{_ASKED}{why}",
                once=rf",[0-9A-Fa-f.:]+(?:,(?:<[^<>]*>)?)?\): (?:{_WRONG}|{_UNKNOWN})",
            ),
            Form(
                rf"^auth\((?P<user>.*),(?P<client>[0-9A-Fa-f.:]+),sasl:[a-z]+\)(?:<[^<>]*>)?: [a-z-]+: {why}"
            ),
        ),
    )


class Dovecot(Daemon):
    """What Dovecot's processes say of clients."""

    name = "dovecot"
    title = "Dovecot (mail.log)"
    protocol = None
    program = r"(?:dovecot(?:-auth)?|auth|auth-worker)"
    words = ("rip=", "rhost=", "):", ">: ", ",sasl:")
    openings = (
        Opening(
            r"^(?P<month>[A-Z][a-z]{2}) {1,2}(?P<day>[0-9]{1,2}) (?P<clock>[0-9:]{8}) "
            rf"(?P<message>{_PROCESS}(?:\([^ ]*\))?(?:<[^ ]*>)?: .*)$"
        ),
        Opening(
            rf"^(?P<when>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}} [0-9:]{{8}}) (?P<message>{_PROCESS}(?:\([^ ]*\))?: .*)$",
            "%Y-%m-%d %H:%M:%S",
        ),
        Opening(rf"^@[0-9a-f]{{24}} (?P<message>{_PROCESS}(?:\([^ ]*\))?: .*)$"),
    )
    families = (
        Family(
            Event.LOGIN_ACCEPTED,
            (),
            (Form(rf"{_LOGIN}Login: {_USER}{_ADDRESSES}", once=_TWO),),
        ),
        _login(
            Event.LOGIN_FAILED,
            r".*?\((?:auth failed, [0-9]+ attempts[^()]*|proxy dest auth failed)\)(?: \([a-z_]+\))?",
        ),
        _login(Event.LOGIN_REFUSED, r".*?\(tried to use dis(?:abled|allowed) [^()]* auth\)(?: \([a-z_]+\))?"),
        _login(
            Event.PROBE,
            r".*?\((?:no auth attempts[^()]*|disconnected [^()]*|client didn't finish [^()]*)\)(?: \([a-z_]+\))?",
        ),
        _login(
            Event.DISCONNECTED,
            "(?:Disconnected|Aborted login|Login aborted|Client has quit the connection|Remote closed connection).*?",
        ),
        _asked(Event.LOGIN_FAILED, _WRONG),
        _asked(Event.USER_INVALID, _UNKNOWN),
        Family(
            Event.PAM_FAILED,
            (),
            (
                Form(
                    rf"^(?:[a-z-]+: )?pam_[a-z0-9_]+\(dovecot:[a-z0-9_]+\): {PAM_FAILURE}$",
                    once=" rhost=",
                ),
            ),
        ),
    )

    def own_words(self, messages: pl.Series) -> pl.Series:
        """Messages without their level."""
        return messages.str.replace(
            r"^((?:[a-z0-9-]+(?:\([^ ]*\))?(?:<[^ ]*>)?: )*)(?:Info|Warning|Error|Debug): ", "${1}"
        )
