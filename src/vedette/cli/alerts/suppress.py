"""`vedette alerts suppress`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click

from vedette.cli.alerts.moving import by_option, move
from vedette.cli.options import Span
from vedette.cli.places import Places, places_options
from vedette.model.lifecycle import State


@click.command()
@click.argument("alert", metavar="ALERT")
@click.option("--for", "span", type=Span(), required=True, help="For how long: 8h, 7d, 2w.")
@click.option("--reason", required=True, metavar="TEXT", help="Why.")
@by_option
@places_options
def suppress(alert: str, span: timedelta, reason: str, who: str, places: Places) -> None:
    """Show an alert no more until a time; a scan that finds it after that opens it again."""
    move(places.store, alert, State.SUPPRESSED, who=who, reason=reason, until=datetime.now(UTC) + span)
