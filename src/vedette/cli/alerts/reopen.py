"""`vedette alerts reopen`."""

from __future__ import annotations

import click

from vedette.cli.alerts.moving import by_option, move
from vedette.cli.places import Places, places_options
from vedette.model.lifecycle import State


@click.command()
@click.argument("alert", metavar="ALERT")
@click.option("--reason", default="opened again", show_default=True, metavar="TEXT", help="Why.")
@by_option
@places_options
def reopen(alert: str, reason: str, who: str, places: Places) -> None:
    """Open a closed alert again."""
    move(places.store, alert, State.NEW, who=who, reason=reason)
