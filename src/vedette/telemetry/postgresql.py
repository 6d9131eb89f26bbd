"""PostgreSQL's log (stderr or syslog): connections received, authorised and refused.

What stands before a message is `log_line_prefix`, of which the layouts in common use are known: address (`%h`, `%r`),
time (`%m`, `%t`), process, `user@database`. Since an account may look like an address, a log is read by the one layout
that most of its first lines have. Lines of more than one level, as an account or a statement can make them, are rejected.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import Family, Form

_STAMP: Final = r"(?P<when>[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}(?:\.[0-9]{1,6})?) [A-Z]{2,5}"
_PEER: Final = r"(?:(?P<client>[0-9A-Fa-f:]*[.:][0-9A-Fa-f.:]+)(?:\((?P<port>[0-9]{1,5})\))?|\[local\])?"
_PROCESS: Final = r"(?:\[[^\]]*\]:? ?)?"
_ASKED: Final = "(?:[^@]*@[^ @]* ?)??"
"""Account and database; an account with an at sign leaves the line unread."""
_MARK: Final = r"(?:LOG|FATAL|ERROR|WARNING|DETAIL|HINT|STATEMENT|NOTICE|INFO|PANIC|CONTEXT|DEBUG[1-5]):  "
_MESSAGE: Final = rf"(?P<message>{_MARK}.*)$"
_LAYOUTS: Final = (
    rf"^{_PEER} {_STAMP} {_PROCESS}{_ASKED}{_MESSAGE}",
    rf"^{_STAMP}:{_PEER}:[^@]*@[^:]*:\[[0-9]+\]: ?{_MESSAGE}",
    rf"^{_STAMP} {_PROCESS}{_PROCESS}user=[^,]*,db=[^,]*,(?:app=[^,]*,)?client={_PEER} {_MESSAGE}",
    rf"^< ?{_STAMP} {_PEER} ?>{_MESSAGE}",
    rf"^{_STAMP} {_PROCESS}(?:{_PEER} )?{_ASKED}{_MESSAGE}",
)
_WITHOUT_ADDRESS: Final = rf"^{_STAMP} {_PROCESS}{_ASKED}{_MESSAGE}"
_TIME: Final = "%Y-%m-%d %H:%M:%S%.f"
_TELLING: Final = "connection received: host=|FATAL:  "
"""Lines whose prefix holds the client where `log_line_prefix` has it."""


def _family(event: Event, *patterns: str) -> Family:
    return Family(event, (), tuple(Form(pattern, once=_MARK) for pattern in patterns))


class Postgresql(Daemon):
    """What PostgreSQL says of its clients."""

    name = "postgresql"
    title = "PostgreSQL log"
    protocol = "postgresql"
    program = "postgres(?:ql)?"
    words = (
        *("connection received: ", "FATAL:  ", "connection authorized: ", "disconnection: "),
        *("startup packet", "frontend protocol", "could not accept SSL"),
    )
    mark = b"LOG:  connection received: host="
    end = " "
    marked_text = False
    parsed = tuple(
        level + b":  " for level in (b"FATAL", b"ERROR", b"DETAIL", b"STATEMENT", b"WARNING", b"HINT")
    )
    openings = tuple(Opening(layout, _TIME) for layout in (*_LAYOUTS, _WITHOUT_ADDRESS))
    families = (
        _family(
            Event.CONNECTED,
            r"^LOG:  connection received: host=(?P<client>[^ ]+)(?: port=(?P<port>[0-9]{1,5}))?$",
        ),
        _family(
            Event.LOGIN_REFUSED,
            r"^FATAL:  (?:no pg_hba\.conf entry for|pg_hba\.conf rejects) (?:replication )?(?:connection )?(?:from |for )?"
            r'host "(?P<client>[^"]+)", user "(?P<user>.*?)", ',
        ),
        _family(
            Event.LOGIN_FAILED,
            r'^FATAL:  (?P<client>)[A-Za-z0-9 -]+ authentication failed for user "(?P<user>.*)"',
        ),
        _family(Event.USER_INVALID, r'^FATAL:  (?P<client>)role "(?P<user>.*)" does not exist$'),
        _family(
            Event.PROBE,
            r"^(?:LOG|FATAL):  (?P<client>)(?:invalid length of startup packet|unsupported frontend protocol|"
            r"incomplete startup packet|could not accept SSL connection)",
        ),
        _family(Event.LOGIN_ACCEPTED, "^LOG:  (?P<client>)connection authorized: user=(?P<user>[^ ]*) "),
        _family(
            Event.DISCONNECTED,
            r"^LOG:  disconnection: session time: [0-9:.]+ user=.* database=.* host=(?P<client>[^ ]+)(?: port=(?P<port>[0-9]+))?$",
        ),
    )

    def openings_of(self, lines: pl.Series) -> tuple[Opening, ...]:
        """The one layout that most lines of clients have, so that no account is taken for an address."""
        telling = lines.filter(lines.str.contains(_TELLING))
        for opening in self.openings[:-1]:
            found = telling.str.extract_groups(opening.pattern).struct.unnest()
            if 2 * found["client"].count() > len(telling):
                return (opening,)
        return self.openings[-1:]

    def own_words(self, messages: pl.Series) -> pl.Series:
        """Messages without the number of the line in syslog."""
        return messages.str.replace(r"^\[[0-9-]+\] (?:\[[^\]]*\] )?", "")
