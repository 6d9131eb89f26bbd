"""`vedette alerts ack`."""

from __future__ import annotations

from pathlib import Path

import click

from vedette.cli.alerts.moving import by_option, move
from vedette.cli.places import state_option
from vedette.model.lifecycle import State


@click.command()
@click.argument("alert", metavar="ALERT")
@click.option("--reason", default="taken", show_default=True, metavar="TEXT", help="Why.")
@by_option
@state_option
def ack(alert: str, reason: str, who: str, state: Path) -> None:
    """Say that somebody has it."""
    move(state, alert, State.ACKNOWLEDGED, who=who, reason=reason)
