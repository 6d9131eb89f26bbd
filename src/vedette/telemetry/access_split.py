"""Usual lines of access logs cut into fields at their quotes and blanks, far faster than by the pattern of a directive.

Usual is a line of printable ASCII without a backslash, so that every quote in it parts fields, with one opening of a
time before its first quote. Of such lines the fields are those that the pattern finds; others are left to the pattern.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

_UNUSUAL: Final = r"[^\x20-\x5b\x5d-\x7e]"
_OPENS_TIME: Final = " ["
_CLOSES_TIME: Final = "] "
_LONGEST_TIME: Final = 40
_STATUS_AND_SIZE: Final = r"^ (?:[0-9]+|-) (?:[0-9]+|-)"
_PARTS: Final = 10
"""Parts between quotes that are looked at: one more than the fields have, so that a further one shows."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the fields of a format stand."""

    vhost: bool = False
    """Whether the virtual host stands before the client."""
    agent: bool = False
    """Whether referer and user agent follow, and perhaps, as a further quoted field, whom proxies forwarded for."""


def cut(lines: pl.Series, layout: Layout) -> tuple[pl.DataFrame, pl.Series]:
    """The fields of lines as groups of the format's pattern, and which lines could be cut; all null in the others."""
    parts = lines.str.split_exact('"', _PARTS).struct.unnest()
    part = [pl.col(name) for name in parts.columns]
    words = part[0].str.strip_suffix(_CLOSES_TIME).str.splitn(" ", 4 if layout.vhost else 3)
    first, *rest = [words.struct.field(f"field_{number}") for number in range(4 if layout.vhost else 3)]
    client, ident, account = rest if layout.vhost else (first, *rest)
    opened = account.str.split_exact(_OPENS_TIME, 2)
    user, when, again = [opened.struct.field(f"field_{number}") for number in range(3)]
    sizes = part[2].str.split_exact(" ", 4)
    status, size = sizes.struct.field("field_1"), sizes.struct.field("field_2")
    fields = {
        "client": client,
        "user": user,
        "when": when,
        "request": part[1],
        "status": status,
        "bytes_out": size,
    }
    whole = [
        part[0].str.ends_with(_CLOSES_TIME),
        first != "",
        client != "",
        ident != "",
        again.is_null(),
        when.str.len_bytes().is_between(1, _LONGEST_TIME),
        ~when.str.contains("]", literal=True),
    ]
    if layout.agent:
        more, usual = _agent(part)
        fields |= more
        whole += usual
    else:
        last = part[2].str.contains(_STATUS_AND_SIZE + "$") & part[3].is_null()
        whole.append(last | part[2].str.contains(_STATUS_AND_SIZE + " "))
    if layout.vhost:
        fields = {"vhost": first} | fields
    told = parts.select(pl.all_horizontal(whole).fill_null(value=False)).to_series()
    told &= ~lines.str.contains(_UNUSUAL)
    cut_ = parts.select(value.alias(name) for name, value in fields.items())
    return cut_.select(pl.when(told).then(pl.all())), told


def _agent(part: list[pl.Expr]) -> tuple[dict[str, pl.Expr], list[pl.Expr]]:
    """Referer, user agent and whom proxies forwarded for; and what holds of lines that have them."""
    ends = part[6] == ""
    forwarded = (part[6] == " ") & part[8].is_not_null()
    whole = [
        part[2].str.contains(_STATUS_AND_SIZE + " $"),
        part[4] == " ",
        (ends & part[7].is_null())
        | (part[6].str.starts_with(" ") & ~forwarded)
        | (forwarded & (((part[8] == "") & part[9].is_null()) | part[8].str.starts_with(" "))),
    ]
    fields = {
        "referer": part[3],
        "user_agent": part[5],
        "forwarded": pl.when(forwarded).then(part[7]),
    }
    return fields, whole
