"""`vedette scan`: bad clients on vulnerable applications, in logs and captures."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Final

import click

from vedette.cli.exit_codes import ExitCode
from vedette.cli.given import Given, knowledge_options
from vedette.cli.options import Moment, format_option
from vedette.cli.places import keeps

SEVERITIES: Final = ("info", "low", "medium", "high", "critical")


@click.command(
    epilog="Example: vedette scan /var/log/nginx --intel lists/ --assets inventory.json --advisories osv/"
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@knowledge_options
@format_option
@click.option(
    "-o", "--output", type=click.Choice(["human", "json", "jsonl", "csv"]), default="human", show_default=True
)
@click.option(
    "--min-severity",
    type=click.Choice(SEVERITIES),
    default="info",
    show_default=True,
    help="Show no alert below it.",
)
@click.option(
    "--fail-on", type=click.Choice(SEVERITIES), help="Exit with 3 where an alert is at or above it."
)
@click.option("--since", type=Moment(), help="Judge no connection before it: a time, or 24h, 7d.")
@click.option("--until", type=Moment(), help="Judge no connection from it on.")
@click.option("--all", "every", is_flag=True, help="Show quiet alerts one by one.")
@click.option("-v", "--verbose", is_flag=True, help="A paragraph for each alert: reasons, evidence.")
@click.pass_context
def scan(
    context: click.Context,
    *,
    paths: tuple[str, ...],
    given: Given,
    format_: str | None,
    output: str,
    min_severity: str,
    fail_on: str | None,
    since: datetime | None,
    until: datetime | None,
    every: bool,
    verbose: bool,
) -> None:
    """Find bad clients on vulnerable applications in logs and captures.

    PATH is a file, a directory, a glob, or - for standard input; plain or compressed.
    """
    from vedette.cli.escape import printable
    from vedette.cli.progress import progress_line
    from vedette.cli.report_output import OUTPUTS
    from vedette.model.alert import Severity
    from vedette.run.clients import Record
    from vedette.run.scan import Request
    from vedette.run.scan import scan as run_scan
    from vedette.run.summary import report_of

    store = given.store  # first: where it cannot be told, nothing is scanned in vain
    inputs = given.inputs(until or datetime.now(UTC))
    record = Record(given.state, datetime.now(UTC)) if keeps(context, given.state) else None
    request = Request(paths, inputs, format_, since, until, record)
    with progress_line() as progress:
        result = run_scan(request, progress)
    if record is not None or store != given.state:  # whoever names a database for alerts wants them kept
        from vedette.run.kept_alerts import keep

        keep(result, request, store, datetime.now(UTC) if record is None else record.at)
    report = report_of(result, at_least=Severity(min_severity))
    if output != "human":  # which tells them itself, below the alerts
        for problem in report.summary.problems:
            click.echo(f"vedette: {printable(problem)}", err=True)
    OUTPUTS[output](report, every=every, verbose=verbose)
    if fail_on is not None and any(a.severity.rank >= Severity(fail_on).rank for a in result.alerts):
        sys.exit(ExitCode.FINDINGS)
    sys.exit(ExitCode.PARTIAL if result.partial else ExitCode.DONE)
