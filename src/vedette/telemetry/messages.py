"""Messages of daemons that name a client: which of them are read, and how.

A client chooses much of what a daemon says of it: its user's name, its greeting, the path that it asked for. All can
hold what looks like an address. So an address is taken only from where the daemon writes it itself: behind fixed words
at the message's start, or before its end with nothing chosen by the client behind it. Where a client's text makes two
readings possible, the line is rejected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from vedette.telemetry.events import Event

AMBIGUOUS: Final = "a name that the client chose hides its address"

PAM_RHOST: Final = r"; logname=[^ ]* uid=[0-9]+ euid=[0-9]+ tty=[^ ]* ruser=[^ ]* rhost=(?P<client>[^ ]+)(?: +user=(?P<user>.*))?"
"""How Linux-PAM's modules name a client (pam_unix_auth.c)."""
PAM_FAILURE: Final = "authentication failure" + PAM_RHOST

AT: Final = (
    r"(?:\[?(?P<client>[0-9]{1,3}(?:\.[0-9]{1,3}){3})\]?(?::(?P<port>[0-9]{1,5}))?"
    r"|\[?(?P<peer_client>[0-9A-Fa-f.]*:[0-9A-Fa-f.:]+)\]?(?::(?P<peer_port>[0-9]{1,5}))?)"
)
"""An address, and perhaps a port behind a colon; IPv6 in brackets where there is a port."""

BARE_AT: Final = r"(?:(?P<client>[0-9.]+)|(?P<peer_client>[0-9A-Fa-f:.]+:[0-9A-Fa-f.]*)):(?P<port>[0-9]{1,5})"
"""An address and a port behind a further colon, IPv6 without brackets."""

_COLUMNS: Final = {
    "event": pl.String,
    "user": pl.String,
    "client": pl.String,
    "port": pl.String,
    "server_ip": pl.String,
    "server_port": pl.String,
    "body": pl.String,
    "ambiguous": pl.Boolean,
}


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a daemon writes a message."""

    pattern: str
    """Groups: client and port, or peer_client and peer_port where another branch of the pattern finds them; user; body;
    server_ip, server_port; or any column of text."""
    once: str | None = None
    """What precedes or follows the client's address; if it occurs again, the message has two readings."""


@dataclass(frozen=True, slots=True)
class Family:
    """Messages that tell of the same event."""

    event: Event | None
    """Null where they tell of none but the connection itself."""
    openings: tuple[str, ...]
    """What they begin with, so that few patterns are tried on a message; none where they may begin with anything."""
    forms: tuple[Form, ...]
    """Tried in order."""


def read_messages(messages: pl.Series, families: Sequence[Family]) -> pl.DataFrame:
    """What messages tell of clients, row by row: the groups of `Form`, event and ambiguous, or nulls."""
    rows = pl.DataFrame({"said": messages}).with_row_index("row")
    told = [pl.DataFrame(schema={"row": rows.schema["row"], **_COLUMNS})]
    left = rows.drop_nulls("said")
    for family in families:
        opened = pl.any_horizontal(
            pl.col("said").str.starts_with(opening) for opening in family.openings or ("",)
        )
        mine, others = left.filter(opened), left.filter(~opened)
        for form in family.forms if mine.height else ():
            found = _read_form(form, mine).with_columns(pl.lit(family.event, pl.String).alias("event"))
            told.append(found)
            mine = mine.join(found, on="row", how="anti")
        left = others if family.openings else mine
    found = pl.concat(told, how="diagonal")
    return rows.select("row").join(found, on="row", how="left", maintain_order="left").drop("row")


def _read_form(form: Form, said: pl.DataFrame) -> pl.DataFrame:
    """The rows of `said` that are written so: row, groups, ambiguous."""
    rows = said.with_columns(pl.col("said").str.extract_groups(form.pattern).alias("groups")).unnest("groups")
    for group in ("client", "port"):
        if f"peer_{group}" in rows.columns:
            rows = rows.with_columns(pl.coalesce(group, f"peer_{group}").alias(group)).drop(f"peer_{group}")
    again = pl.lit(value=False) if form.once is None else pl.col("said").str.count_matches(form.once) > 1
    return rows.filter(pl.col("client").is_not_null()).with_columns(again.alias("ambiguous")).drop("said")
