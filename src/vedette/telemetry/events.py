"""What a log can say happened: the closed vocabulary of the column `event`."""

from __future__ import annotations

from enum import StrEnum


class Event(StrEnum):
    """One word a happening; a line that says it is one happening, even if it stands for a repeated one."""

    LOGIN_ACCEPTED = "login-accepted"
    """A client proved to be an account's owner."""
    LOGIN_FAILED = "login-failed"
    """A client tried to log in and failed."""
    LOGIN_PENDING = "login-pending"
    """A step of a login was passed, or awaits the next one."""
    LOGIN_REFUSED = "login-refused"
    """The account may not log in, or not from there, whatever it proves."""
    USER_INVALID = "user-invalid"
    """The account that was asked for does not exist."""
    PAM_FAILED = "pam-failed"
    """The host's authentication stack tells of a failure, which the server mostly tells too."""
    ATTEMPTS_EXCEEDED = "attempts-exceeded"
    """A client was cut off after too many failures."""
    LOGIN_TIMEOUT = "login-timeout"
    """A client did not log in within the time it was given."""
    PROBE = "probe"
    """A client that did not speak the protocol, or not far enough to log in."""
    CONNECTED = "connected"
    DISCONNECTED = "disconnected"
    CONNECTION_REFUSED = "connection-refused"
    """The server would not speak with the client at all."""
    SESSION_OPENED = "session-opened"
    """A client that is logged in started a shell, a command or a subsystem."""
    SESSION_CLOSED = "session-closed"
    NAME_MISMATCH = "name-mismatch"
    """The client's host name does not lead back to its address."""
    DROPPED = "dropped"
    """A sensor in the path dropped the packet."""
    WOULD_DROP = "would-drop"
    """A sensor beside the path would have dropped the packet."""
