"""Entries of the allowlist, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import click

from vedette.cli.escape import printable
from vedette.intel.allowlist import Allowlist
from vedette.model.reputation import Allowance


def row(entry: Allowance, now: datetime) -> dict[str, Any]:
    """The published form of an entry."""
    return {
        "network": entry.network,
        "owner": entry.owner,
        "reason": entry.reason,
        "added": entry.added,
        "expires": entry.expires,
        "expired": not entry.holds(now),
    }


def line(entry: Allowance, now: datetime) -> str:
    """An entry in a line: network, owner, reason, and its end."""
    if entry.expires is None:
        end = "does not expire"
    else:
        end = f"{'until' if entry.holds(now) else 'EXPIRED on'} {entry.expires:%Y-%m-%d %H:%M} UTC"
    return printable(f"{entry.network}  {entry.owner}: {entry.reason} ({end})")


def tell_rejected(allowlist: Allowlist) -> None:
    """Say on standard error which lines of the file allow nobody."""
    for said in _first(allowlist.rejected):
        click.echo(f"vedette: {printable(said)}", err=True)


def _first(said: tuple[str, ...], most: int = 5) -> Iterable[str]:
    yield from said[:most]
    if len(said) > most:
        yield f"and {len(said) - most} lines more that are no entries"
