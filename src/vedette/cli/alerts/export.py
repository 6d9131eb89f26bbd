"""`vedette alerts export`."""

from __future__ import annotations

import click
import msgspec

from vedette.cli.escape import json_text
from vedette.cli.places import Places, places_options


@click.command()
@places_options
def export(places: Places) -> None:
    """Print every alert as a line of JSON: its state, its history, and the alert as `scan` prints it."""
    from vedette.run.result import alert_report
    from vedette.store import alerts as kept
    from vedette.store.database import opened

    with opened(places.store) as connection:
        for one in kept.every(connection):
            changes = kept.history(connection, one.alert.id)
            report = msgspec.to_builtins(alert_report(one.alert))
            click.echo(json_text({"state": one.state, "history": changes, "alert": report}))
