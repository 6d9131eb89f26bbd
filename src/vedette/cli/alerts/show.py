"""`vedette alerts show`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from vedette.cli.escape import json_text, printable
from vedette.cli.places import Places, places_options
from vedette.model.lifecycle import Change


@click.command()
@click.argument("alert", metavar="ALERT")
@click.option("-o", "--output", type=click.Choice(["human", "json"]), default="human", show_default=True)
@places_options
def show(alert: str, output: str, places: Places) -> None:
    """Show all that is known of an alert, and its history."""
    from vedette.cli.scan_table import alert_lines, paragraph
    from vedette.run.case_report import kept_alert_report
    from vedette.store import alerts as kept
    from vedette.store.database import opened

    with opened(places.store) as connection:
        found = kept.find(connection, alert)
        changes = kept.history(connection, found.alert.id)
    report = kept_alert_report(found, changes)
    if output == "json":
        click.echo(json_text(report, indent=2))
        return
    for line in (*alert_lines(report.alert), *paragraph(report.alert), *_told(changes)):
        click.echo(line)


def _told(changes: Sequence[Change]) -> Iterator[str]:
    """The history, a line a change."""
    for change in changes:
        until = f" until {change.until:%Y-%m-%d %H:%M}" if change.until else ""
        yield printable(
            f"{change.at:%Y-%m-%d %H:%M} UTC  {change.becomes}{until}  by {change.who}: {change.reason}"
        )
