"""fail2ban's own log, in its file or through syslog: whom it found in logs, and whom it kept out.

`2024-06-02 03:04:05,123 fail2ban.actions [7]: NOTICE [sshd] Ban 192.0.2.1`. What it found stands in the logs that it reads
too; that a client was kept out stands here alone.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.telemetry.daemon import Daemon, Opening
from vedette.telemetry.events import Event
from vedette.telemetry.messages import Family, Form

_STAMP: Final = r"(?P<when>[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8},[0-9]{3})"
_TIME: Final = "%Y-%m-%d %H:%M:%S,%3f"
_LEVEL: Final = r"^(?:fail2ban\.[a-z]+ *(?:\[[0-9]+\])?: )?(?:[A-Z]+ +)?"


def _family(event: Event | None, *words: str) -> Family:
    return Family(
        event, (), tuple(Form(rf"{_LEVEL}\[[^\]]*\] {word} (?P<client>[^ ]+)(?: |$)") for word in words)
    )


class Fail2ban(Daemon):
    """Clients found and kept out."""

    name = "fail2ban"
    title = "fail2ban log"
    protocol = None
    program = r"fail2ban(?:[.-][a-z]+)*"
    words = ("Ban ", "ban ", "Found ", "Ignore ", "already banned")
    openings = (
        Opening(rf"^{_STAMP} (?P<message>fail2ban\.[a-z]+ *(?:\[[0-9]+\])?: .*)$", _TIME),
        Opening(r"^(?P<message>fail2ban\.[a-z]+ *(?:\[[0-9]+\])?: .*)$"),
    )
    families = (
        _family(Event.CONNECTION_REFUSED, "(?:Restore )?Ban"),
        _family(None, "(?:Found|Unban|Ignore)"),
        Family(
            Event.CONNECTION_REFUSED, (), (Form(rf"{_LEVEL}\[[^\]]*\] (?P<client>[^ ]+) already banned$"),)
        ),
    )

    def own_words(self, messages: pl.Series) -> pl.Series:
        """Messages without the part that speaks, which stands before them in files."""
        return messages.str.replace(r"^fail2ban\.[a-z]+ *(?:\[[0-9]+\])?: ", "")
