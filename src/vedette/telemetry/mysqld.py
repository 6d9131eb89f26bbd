"""MySQL's and MariaDB's error log, in their own files or through syslog: who was refused.

`Access denied for user 'account'@'host'` (ER_ACCESS_DENIED_ERROR) and `Aborted connection … host: '…'`. The account is the
client's to choose and is written as it came: where it holds what looks like a further host, the line is rejected. With
name resolution the host is a name, and the line is rejected as such; the general query log is read as far as it says
the same.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import Family, Form

_STAMPS: Final = (
    (r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(?:\.[0-9]+)?(?:Z|[+-][0-9:]{5})", "iso"),
    (r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(?:\.[0-9]+)?", "%Y-%m-%dT%H:%M:%S%.f"),
    (r"[0-9]{4}-[0-9]{2}-[0-9]{2} {1,2}[0-9]{1,2}:[0-9:]{5}", "%Y-%m-%d %H:%M:%S"),
    (r"[0-9]{6} {1,2}[0-9]{1,2}:[0-9:]{5}", "%y%m%d %H:%M:%S"),
)
_THREAD: Final = r"(?:\s+[0-9]+)?"
_STAMPED: Final = rf"^(?:{'|'.join(stamp for stamp, _ in _STAMPS)}){_THREAD}\s+"
_DENIED: Final = r"Access denied for user '(?P<user>.*)'@'(?P<client>[^']+)'(?: \(using password: (?:YES|NO)\)| to database '.*')?"


class Mysqld(Daemon):
    """Refused and broken connections."""

    name = "mysqld"
    title = "MySQL and MariaDB error log"
    protocol = "mysql"
    program = "(?:mysqld?|mariadbd?|mysqld_safe)"
    words = ("'@'", "host: '", "Host '")
    openings = tuple(
        Opening(rf"^(?P<when>{stamp}){_THREAD}\s+(?P<message>(?:\[[A-Z][a-z]+\]|Connect\b) ?.*)$", time)
        for stamp, time in _STAMPS
    )
    families = (
        Family(
            Event.LOGIN_FAILED,
            (),
            (
                Form(
                    rf"^(?:(?:\[[^\]]*\] )+|Connect\s+){_DENIED}",
                    once=r"'@'[^']+'(?: \(using| to database|$)",
                ),
            ),
        ),
        Family(
            Event.DISCONNECTED,
            (),
            (
                Form(
                    r"^(?:\[[^\]]*\] )+Aborted connection [0-9]+ to db: '[^']*' user: '(?P<user>.*)' host: '(?P<client>[^']+)' \(",
                    once=r"' host: '[^']+' \(",
                ),
            ),
        ),
        Family(
            Event.CONNECTION_REFUSED,
            (),
            (
                Form(
                    r"^(?:\[[^\]]*\] )+Host '(?P<client>[^']+)' is (?:not allowed to connect|blocked because of)"
                ),
            ),
        ),
    )

    def own_words(self, messages: pl.Series) -> pl.Series:
        """Messages without the stamp and the thread, which stand within syslog too."""
        return messages.str.replace(_STAMPED, "")
