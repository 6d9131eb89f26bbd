"""`vedette alerts reopen`."""

from __future__ import annotations

from pathlib import Path

import click

from vedette.cli.alerts.moving import by_option, move
from vedette.cli.places import state_option
from vedette.model.lifecycle import State


@click.command()
@click.argument("alert", metavar="ALERT")
@click.option("--reason", default="opened again", show_default=True, metavar="TEXT", help="Why.")
@by_option
@state_option
def reopen(alert: str, reason: str, who: str, state: Path) -> None:
    """Open a closed alert again."""
    move(state, alert, State.NEW, who=who, reason=reason)
