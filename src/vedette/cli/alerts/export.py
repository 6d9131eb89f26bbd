"""`vedette alerts export`."""

from __future__ import annotations

import click

from vedette.cli.escape import json_text
from vedette.cli.places import Places, places_options


@click.command()
@places_options
def export(places: Places) -> None:
    """Print every alert as a line of JSON: its state, its history, and the alert as `scan` prints it."""
    from vedette.run.case_report import kept_alert_report
    from vedette.store import alerts as kept
    from vedette.store.database import opened

    with opened(places.store) as connection:
        for one in kept.every(connection):
            click.echo(json_text(kept_alert_report(one, kept.history(connection, one.alert.id))))
