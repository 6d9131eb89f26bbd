r"""What OpenSSH's server says of its clients, message by message.

A client chooses the name it logs in with, its identification, and the words of its disconnect; all can hold
`from 192.0.2.1 port 1`. So an address is taken only from where OpenSSH writes it itself: behind fixed words at the
message's start, or before its end with nothing chosen by the client behind it. Where a name makes two readings
possible, the line is rejected.

Messages as in the sources of OpenSSH 3.9 to 10 (auth.c, auth-pam.c, canohost.c, packet.c, serverloop.c, session.c,
sshd.c); those of PAM as in Linux-PAM's pam_unix. Bytes that are no printable ASCII or UTF-8 stand as `vis` writes them
(log.c: VIS_CSTYLE, VIS_OCTAL).
"""

from __future__ import annotations

from typing import Final

from vedette.telemetry.events import Event
from vedette.telemetry.messages import PAM_RHOST, Family, Form

_PORT: Final = r"(?: port (?P<port>[0-9]{1,5}))?"
_HERE: Final = rf"(?P<client>[^ ]+){_PORT}"
_FROM: Final = rf"(?P<user>.*) from {_HERE}"
_INVALID: Final = r"(?:(?:invalid|illegal) user )?"
_ASKER: Final = r"(?:authenticating |invalid )?user (?P<user>.*) (?P<client>[^ ]+) port (?P<port>[0-9]{1,5})"
_PARTY: Final = rf"(?:{_ASKER}|(?P<peer_client>[^ ]+)(?: port (?P<peer_port>[0-9]{{1,5}}))?)"
"""A connection, before or after its user is known."""
_SERVER: Final = r"(?P<server_ip>[^ ]+) port (?P<server_port>[0-9]{1,5})"
_OWN_WORDS: Final = r"[^:0-9()]*"
"""A reason in OpenSSH's own words: no digit, so no address; no parentheses, in which it quotes what was asked."""

_LOGIN: Final = (
    Form(
        rf"^[^ ]+ [^ ]+ for {_INVALID}(?P<user>.*) from (?P<client>[^ ]+) port (?P<port>[0-9]{{1,5}}) ssh[0-9]: .+$",
        once=r" from [^ ]+ port [0-9]+(?: ssh[0-9])?(?::|$)",
    ),
    Form(rf"^[^ ]+ [^ ]+ for {_INVALID}{_FROM}(?: ssh[0-9]?)?$"),
)

FAMILIES: Final = (
    Family(Event.LOGIN_FAILED, ("Failed ",), _LOGIN),
    Family(Event.LOGIN_ACCEPTED, ("Accepted ",), _LOGIN),
    Family(
        Event.DISCONNECTED,
        ("Connection closed by ", "Connection reset by ", "Disconnected from "),
        (Form(rf"^(?:Connection (?:closed|reset) by|Disconnected from) {_PARTY}$"),),
    ),
    Family(
        Event.USER_INVALID,
        ("Invalid user ", "Illegal user "),
        (Form(rf"^[^ ]+ user {_FROM}$"),),
    ),
    Family(
        Event.PAM_FAILED,
        ("pam_", "PAM "),
        (
            Form(
                r"^(?:pam_[a-z0-9_]+\(sshd:[a-z0-9_]+\): authentication failure|PAM [0-9]+ more authentication failures?)"
                rf"{PAM_RHOST}$",
                once=" rhost=",
            ),
        ),
    ),
    Family(
        Event.PAM_FAILED,
        ("PAM: ",),
        (Form(rf"^PAM: .* for {_INVALID}(?P<user>.*) from (?P<client>[^ ]+)(?: via [^ ]+)?$"),),
    ),
    Family(
        Event.DISCONNECTED,
        ("Received disconnect from ",),
        (
            Form(
                r"^Received disconnect from "
                r"(?:(?P<client>[^ ]+) port (?P<port>[0-9]{1,5}): ?[0-9]+:|(?P<peer_client>[^ ]+): [0-9]+:)"
            ),
        ),
    ),
    Family(
        Event.DISCONNECTED,
        ("Disconnecting: Too many authentication failures",),
        (Form(r"^Disconnecting: (?P<client>)Too many authentication failures(?: for (?P<user>.*))?$"),),
    ),
    Family(
        Event.DISCONNECTED,
        ("Disconnecting ",),
        (
            Form(rf"^Disconnecting {_PARTY}: {_OWN_WORDS}$"),
            Form(
                rf"^Disconnecting {_PARTY}: Change of username or service not allowed: .*$",
                once=r" port [0-9]+:",
            ),
        ),
    ),
    Family(
        Event.CONNECTED,
        ("Connection from ", "SSH: Server;"),
        (
            Form(rf'^Connection from {_HERE}(?: on {_SERVER}(?: rdomain ".*")?)?$'),
            Form(r"^SSH: Server;Ltype: Version;Remote: (?P<client>[^ ]+)-(?P<port>[0-9]{1,5});"),
        ),
    ),
    Family(
        Event.DISCONNECTED,
        ("ssh_dispatch_run_fatal: ", "Timeout, "),
        (
            Form(rf"^ssh_dispatch_run_fatal: Connection from {_PARTY}: {_OWN_WORDS}$"),
            Form(rf"^Timeout, client not responding from {_PARTY}$"),
        ),
    ),
    Family(
        Event.ATTEMPTS_EXCEEDED,
        ("maximum authentication attempts exceeded for ",),
        (Form(rf"^maximum authentication attempts exceeded for {_INVALID}{_FROM}(?: ssh[0-9]?)?$"),),
    ),
    Family(
        Event.PROBE,
        (
            "Did not receive identification string from ",
            "Could not write ident string to ",
            "Bad protocol version identification ",
            "Protocol major versions differ for ",
            "probed from ",
            "scanned from ",
            "Unable to negotiate with ",
            "banner exchange: ",
        ),
        (
            Form(
                rf"^(?:Did not receive identification string from|Could not write ident string to) {_HERE}$"
            ),
            Form(rf"^Bad protocol version identification '(?P<body>.*)' from {_HERE}$"),
            Form(rf"^(?:probed|scanned) from {_HERE} with (?P<body>.*?)\. +Don't panic\.$"),
            Form(rf"^(?:Protocol major versions differ for|Unable to negotiate with) {_HERE}: "),
            Form(rf"^banner exchange: Connection from {_HERE}: "),
        ),
    ),
    Family(
        Event.PROBE,
        (
            "kex_exchange_identification: ",
            "Read from socket failed: ",
            "Unable to negotiate a ",
            "no matching ",
        ),
        (
            Form(
                r"^(?P<client>)kex_exchange_identification: client sent invalid protocol identifier \"(?P<body>.*)\"$"
            ),
            Form(r"^(?P<client>)(?:kex_exchange_identification|Read from socket failed): "),
            Form(r"^(?P<client>)(?:Unable to negotiate a key exchange method|no matching [a-z ]+ found: )"),
        ),
    ),
    Family(
        Event.LOGIN_TIMEOUT,
        ("Timeout before authentication for ",),
        (
            Form(
                r"^Timeout before authentication for connection from (?P<client>[^ ]+) to (?P<server_ip>[^ ]+), pid = [0-9]+$"
            ),
            Form(rf"^Timeout before authentication for {_HERE}\.?$"),
        ),
    ),
    Family(
        Event.LOGIN_REFUSED,
        ("User ", "ROOT LOGIN REFUSED FROM ", "Authentication tried for "),
        (
            Form(r"^User (?P<user>.*) from (?P<client>[^ ]+) not allowed because "),
            Form(rf"^ROOT LOGIN REFUSED FROM {_HERE}$"),
            Form(
                r"^Authentication tried for (?P<user>.*) with correct key but not from a permitted host "
                r"\(host=[^ ]+, ip=(?P<client>[^\s,)]+)(?:, required=.*)?\)\.?$"
            ),
        ),
    ),
    Family(
        Event.LOGIN_PENDING,
        ("Postponed ", "Partial "),
        _LOGIN,
    ),
    Family(
        Event.CONNECTION_REFUSED,
        ("refused connect from ", "drop connection #"),
        (
            Form(r"^refused connect from .*\((?P<client>[^ ]+)\)$"),
            Form(r"^refused connect from (?P<client>[^ ]+)$"),
            Form(
                r"^drop connection #[0-9]+ from \[(?P<client>[^ ]+)\]:(?P<port>[0-9]{1,5}) "
                r"on \[(?P<server_ip>[^ ]+)\]:(?P<server_port>[0-9]{1,5}) "
            ),
        ),
    ),
    Family(
        Event.SESSION_OPENED,
        ("Starting session: ",),
        (Form(rf"^Starting session: .* for (?P<user>[^ ]+) from {_HERE} id [0-9]+$"),),
    ),
    Family(
        Event.SESSION_CLOSED,
        ("Close session: ",),
        (Form(rf"^Close session: user (?P<user>.*) from {_HERE} id [0-9]+$"),),
    ),
    Family(
        Event.NAME_MISMATCH,
        ("reverse mapping checking getaddrinfo for ", "Address ", "Nasty PTR record "),
        (
            Form(r"^reverse mapping checking getaddrinfo for .* \[(?P<client>[^ ]+)\] failed[^\[\]]*$"),
            Form(r"^Address (?P<client>[^ ]+) maps to "),
            Form(r'^Nasty PTR record ".*" is set up for (?P<client>[^ ]+), ignoring$'),
        ),
    ),
)
"""Every message that names a client, the most frequent first."""
