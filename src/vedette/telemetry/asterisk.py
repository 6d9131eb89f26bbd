"""Asterisk's log, in its own files or through syslog: who failed to register, to call or to log in.

`[stamp] NOTICE[process]: chan_sip.c: message`, and the security log, `SecurityEvent="…",…,RemoteAddress="IPV4/UDP/…"`
(res_security_log.c). Asterisk escapes nothing: names, extensions and session numbers are as the client sent them.
An address is read where the message starts or ends with it, or where its place exists once.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import AT, Family, Form

_SOURCE: Final = (
    r"^[A-Z]+ ?\[[0-9]+\](?:\[C-[0-9a-f]+\])?:? "
    r"(?:[a-z0-9_/]+\.c(?::[0-9]+)?(?:(?: in)? [a-z0-9_]+)?: +|Ext\. [^ ]*(?: in @ [^ ]+)?: )?"
)
"""Level, process and call, and who speaks."""
_LEVELS: Final = "(?:NOTICE|WARNING|ERROR|SECURITY|VERBOSE|DEBUG)"
_CALL: Final = rf"\((?:[A-Z]+:)?{AT}\) to extension '.*' rejected because "
_CALL_ONCE: Final = r"\((?:[A-Z]+:)?\[?[0-9A-Fa-f.:\]]+\) to extension '"
_FAILED_ONCE: Final = "' failed for '"
_REMOTE: Final = r'"IPV[46]/(?P<transport>[A-Z]+)/(?P<client>[0-9A-Fa-f.:]+)/(?P<port>[0-9]{1,5})"(?:,|$)'


def _registration(event: Event, why: str) -> Family:
    """Registrations and requests that failed so; the account is that of the address that was asked for."""
    return Family(
        event,
        (),
        (
            Form(
                rf"^(?:Registration|Request(?: '[A-Z]+')?) from '(?:.*?sips?:(?P<user>[^@<>';:]*)@)?.*' "
                rf"failed for '{AT}' (?:\(callid: .*\) )?- {why}",
                once=_FAILED_ONCE,
            ),
        ),
    )


def _security(event: Event | None, kinds: str) -> Family:
    """Security events of these kinds."""
    return Family(
        event,
        (),
        (
            Form(
                rf'^SecurityEvent="{kinds}",.*?AccountID="(?P<user>.*?)",SessionID=.*,RemoteAddress={_REMOTE}',
                once='RemoteAddress="IPV[46]/',
            ),
        ),
    )


class Asterisk(Daemon):
    """What Asterisk says of clients."""

    name = "asterisk"
    title = "Asterisk log"
    protocol = "sip"
    transport = None
    program = "asterisk"
    words = (
        "' failed for '",
        "to extension '",
        "authenticat",
        "No registration for peer",
        "Rejecting unknown SIP connection",
        "hacking attempt detected",
        "RemoteAddress=",
    )
    openings = (
        Opening(
            rf"^\[(?P<when>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}} [0-9:]{{8}})(?:\.[0-9]+)?\] (?P<message>{_LEVELS} ?\[.*)$",
            "%Y-%m-%d %H:%M:%S",
        ),
        Opening(
            r"^\[(?P<month>[A-Z][a-z]{2}) {1,2}(?P<day>[0-9]{1,2}) (?P<clock>[0-9:]{8})\] "
            rf"(?P<message>{_LEVELS} ?\[.*)$"
        ),
        Opening(rf"^(?P<message>{_LEVELS}\[[0-9]+\]:? .*)$"),
    )
    families = (
        _registration(Event.USER_INVALID, "No matching (?:peer|endpoint) found"),
        _registration(Event.LOGIN_FAILED, ""),
        Family(
            Event.LOGIN_FAILED,
            (),
            (
                Form(rf"^Host {AT} failed (?:to authenticate as|MD5 authentication for) '(?P<user>.*)'"),
                Form(rf"^No registration for peer '(?P<user>.*)' \(from {AT}\)$"),
                Form(
                    rf"^{AT} (?:failed to authenticate as|tried to authenticate with nonexistent user) '(?P<user>.*)'$"
                ),
            ),
        ),
        Family(
            Event.REQUEST_REFUSED,
            (),
            (
                Form(rf"^Call from '.*' {_CALL}", once=_CALL_ONCE),
                Form(rf"^[^ ]*: Call {_CALL}", once=_CALL_ONCE),
                Form(rf'^"?Rejecting unknown SIP connection from {AT}"?$'),
            ),
        ),
        Family(Event.PROBE, ("hacking attempt detected '",), (Form(rf"^hacking attempt detected '{AT}'$"),)),
        *(
            _security(event, kinds)
            for event, kinds in (
                (Event.LOGIN_ACCEPTED, "SuccessfulAuth"),
                (Event.USER_INVALID, "InvalidAccountID"),
                (Event.LOGIN_FAILED, "(?:InvalidPassword|ChallengeResponseFailed|AuthMethodNotAllowed)"),
                (
                    Event.REQUEST_REFUSED,
                    "(?:FailedACL|RequestNotAllowed|RequestNotSupported|RequestBadFormat)",
                ),
                (Event.RATE_LIMITED, "(?:SessionLimit|LoadAverageLimit|MemoryLimit)"),
                (None, "[A-Za-z]+"),
            )
        ),
    )

    def own_words(self, messages: pl.Series) -> pl.Series:
        """Messages without level, process and source."""
        return messages.str.replace(_SOURCE, "")
