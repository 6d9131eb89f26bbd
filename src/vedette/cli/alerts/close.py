"""`vedette alerts close`."""

from __future__ import annotations

from pathlib import Path

import click

from vedette.cli.alerts.moving import by_option, move
from vedette.cli.places import state_option
from vedette.model.lifecycle import State


@click.command()
@click.argument("alert", metavar="ALERT")
@click.option("--reason", required=True, metavar="TEXT", help="What was done, or why it was none.")
@click.option("--false-positive", is_flag=True, help="It was none.")
@by_option
@state_option
def close(alert: str, reason: str, *, false_positive: bool, who: str, state: Path) -> None:
    """Say that an alert is resolved, or was none."""
    becomes = State.FALSE_POSITIVE if false_positive else State.RESOLVED
    move(state, alert, becomes, who=who, reason=reason)
