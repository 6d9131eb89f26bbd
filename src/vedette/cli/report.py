"""`vedette report`: an alert for those who were not there."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from vedette.cli.places import Places, places_options


@click.command(epilog="Example: vedette report a3f9c1 --to report.html")
@click.argument("alert", metavar="ALERT")
@click.option(
    "-o", "--output", type=click.Choice(["html", "markdown", "pdf"]), default="html", show_default=True
)
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it there; standard output otherwise.",
)
@places_options
def report(alert: str, output: str, to: Path | None, places: Places) -> None:
    """Write a report on an alert that a manager can read and an auditor can check.

    ALERT is the start of an id. It tells what happened, whether it is over, what to do and whom to tell; then the
    timeline, what is known and what is not, the investigation, the plan, and the evidence, read again from its
    sources, with hashes. PDF needs the extra `report`.
    """
    from datetime import UTC, datetime

    from vedette.cli.escape import printable
    from vedette.report.registry import FORMATS
    from vedette.run.reporting import put, report_for

    format_ = FORMATS[output]
    if to is None and not format_.is_text and sys.stdout.isatty():
        raise click.UsageError(f"{format_.title} is no text for a terminal: name a file by --to")
    written = format_.render(report_for(places.state, alert, places.config, datetime.now(UTC), places.store))
    if to is None:
        sys.stdout.buffer.write(written)
        return
    put(to, written)
    click.echo(f"{printable(str(to))}: {len(written):,} bytes", err=True)
