"""`vedette investigate`: what an analyst would do for an alert, step by step."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vedette.cli.alerts.moving import by_option
from vedette.cli.exit_codes import ExitCode
from vedette.cli.places import Places, places_options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vedette.run.investigation import Investigation


@click.command(epilog="Example: vedette investigate a3f9c1")
@click.argument("alert", metavar="ALERT", required=False)
@click.option("--all", "every", is_flag=True, help="Investigate all open alerts, gravest first.")
@click.option("--again", is_flag=True, help="Carry out steps whose inputs are unchanged, too.")
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, resolve_path=True, path_type=Path),
    default="/",
    help="A copy of the files of the alert's machine, where it is another one.",
)
@click.option("-o", "--output", type=click.Choice(["human", "json"]), default="human", show_default=True)
@by_option
@places_options
def investigate(
    alert: str | None, *, every: bool, again: bool, root: Path, output: str, who: str, places: Places
) -> None:
    """Investigate an alert: where its client left traces, what is known of it, what it did, and what came of it.

    ALERT is the start of an id. Each step says what it checked, what was not there and what failed, and is kept with
    the alert. A step is carried out again where what it looks at has changed. Exit code 4 says that a step failed.
    """
    if (alert is None) is not every:
        raise click.UsageError("name one ALERT, or say --all")
    from vedette.run.investigation import Investigator

    investigator = Investigator(places.state, who, root=root, store=places.store)
    found = investigator.every(again=again) if alert is None else iter([investigator.one(alert, again=again)])
    partial = _print_json(found) if output == "json" else _print_human(found)
    sys.exit(ExitCode.PARTIAL if partial else ExitCode.DONE)


def _print_human(found: Iterable[Investigation]) -> bool:
    """Print each as it is done; whether a step of any failed."""
    from vedette.cli.investigation_text import told

    partial = False
    for investigation in found:
        for line in told(investigation):
            click.echo(line)
        partial |= investigation.partial
    return partial


def _print_json(found: Iterable[Investigation]) -> bool:
    """Print all as one document; whether a step of any failed."""
    from vedette.cli.escape import json_text
    from vedette.run.case_report import investigations_report

    report = investigations_report(found)
    click.echo(json_text(report, indent=2))
    return any(each.partial for each in report.investigations)
