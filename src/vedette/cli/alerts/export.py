"""`vedette alerts export`."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from vedette.cli.escape import json_text
from vedette.cli.places import state_option


@click.command()
@state_option
def export(state: Path) -> None:
    """Print every alert as a line of JSON: its state, its history, and the alert as `scan` prints it."""
    from vedette.run.result import alert_report
    from vedette.store import alerts as kept
    from vedette.store.database import opened

    with opened(state) as connection:
        for one in kept.every(connection):
            changes = kept.history(connection, one.alert.id)
            report = msgspec.to_builtins(alert_report(one.alert))
            click.echo(json_text({"state": one.state, "history": changes, "alert": report}))
