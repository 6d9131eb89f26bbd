"""What the commands share that send an alert to another state."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from vedette.model.lifecycle import State

if TYPE_CHECKING:
    from vedette.store.places import Store

Command = TypeVar("Command", bound=Callable[..., Any])


def by_option(command: Command) -> Command:
    """`--by NAME`: who says so."""
    return click.option(
        "--by",
        "who",
        default=getpass.getuser,
        show_default="your account",
        metavar="NAME",
        help="Who says so.",
    )(command)


def move(
    store: Store, given: str, becomes: State, *, who: str, reason: str, until: datetime | None = None
) -> None:
    """Send the alert to another state, and tell it. Raises NoSuchAlert, NotAllowed and StoreError."""
    from vedette.store import alerts as kept
    from vedette.store.database import opened

    with opened(store) as connection:
        alert = kept.find(connection, given).alert
        kept.move(connection, alert.id, becomes, who=who, reason=reason, at=datetime.now(UTC), until=until)
    end = f" until {until:%Y-%m-%d %H:%M} UTC" if until is not None else ""
    click.echo(f"{alert.id} is {becomes}{end}")
