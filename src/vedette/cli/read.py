"""`vedette read`: connections as Vedette reads them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from vedette.cli.exit_codes import ExitCode
from vedette.cli.options import format_option

if TYPE_CHECKING:
    from vedette.run.sources import SourceOutcome


@click.command(epilog="Example: vedette read /var/log/nginx/access.log -o jsonl")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@format_option
@click.option(
    "-o", "--output", type=click.Choice(["jsonl", "csv", "parquet"]), default="jsonl", show_default=True
)
def read(*, paths: tuple[str, ...], format_: str | None, output: str) -> None:
    """Print connections as Vedette reads them, one a line.

    PATH is a file, a directory, a glob, or - for standard input. Lines that were not understood are told on
    standard error: how many, why, and the first of them.
    """
    from vedette.cli.connection_output import sink_for
    from vedette.run.sources import SourceOutcome, batches
    from vedette.telemetry import expand

    if output == "parquet" and sys.stdout.isatty():
        raise click.UsageError("Parquet is no text: send it to a file or a program, `> connections.parquet`")
    outcomes = [SourceOutcome(source) for source in expand(paths)]
    with sink_for(output, sys.stdout.buffer) as write:
        for outcome in outcomes:
            for batch in batches(outcome, format_, screen=None):
                write(batch.frame)
    for outcome in outcomes:
        _tell(outcome)
    if passed := sum(outcome.passed_over for outcome in outcomes):
        click.echo(f"vedette: {passed:,} files in directories are in no format that is known", err=True)
    sys.exit(ExitCode.PARTIAL if any(outcome.problem for outcome in outcomes) else ExitCode.DONE)


def _tell(outcome: SourceOutcome) -> None:
    """What of a source was not read, on standard error."""
    from vedette.cli.escape import printable
    from vedette.run.summary import rejected_sample

    if outcome.problem is not None:
        click.echo(f"vedette: {printable(str(outcome.problem))}", err=True)
    account = outcome.account
    if account.rejected:
        name = printable(outcome.source.name)
        click.echo(
            f"vedette: {name}: {account.rejected:,} of {account.lines:,} lines not understood", err=True
        )
        for sample in account.samples:
            click.echo(f"vedette:   {printable(rejected_sample(sample))}", err=True)
