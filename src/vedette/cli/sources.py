"""`vedette sources`: what was recognised in each file, what was not, and what would help."""

from __future__ import annotations

import sys
from itertools import chain

import click

from vedette.cli.exit_codes import ExitCode
from vedette.cli.options import format_option


@click.command(epilog="Example: vedette sources /var/log/nginx /var/log/auth.log --intel lists/")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@format_option
@click.option("--intel", multiple=True, metavar="PATH", help="Lists of addresses.")
@click.option("--assets", multiple=True, metavar="PATH", help="Inventories.")
@click.option("--advisories", multiple=True, metavar="PATH", help="OSV, NVD, CVE, KEV, EPSS files.")
@click.option("-o", "--output", type=click.Choice(["human", "json"]), default="human", show_default=True)
def sources(
    *,
    paths: tuple[str, ...],
    format_: str | None,
    intel: tuple[str, ...],
    assets: tuple[str, ...],
    advisories: tuple[str, ...],
    output: str,
) -> None:
    """Tell of each file what was recognised, how much of it was understood, and what would help.

    PATH is a log or a capture: a file, a directory, a glob, or - for standard input. Each is read whole. Exits 4 where
    a file could not be read.
    """
    from vedette.cli.escape import json_text
    from vedette.cli.progress import progress_line
    from vedette.cli.sources_table import block, footer
    from vedette.run.survey import SCHEMA_VERSION, Role, Survey, survey_sources
    from vedette.run.survey_lists import survey_lists
    from vedette.telemetry import expand

    if not (paths or intel or assets or advisories):
        raise click.UsageError("name a file or a directory")
    with progress_line() as progress:
        found = list(
            chain(
                survey_sources(expand(paths), format_, progress),
                survey_lists(Role.INTEL, intel),
                survey_lists(Role.ASSETS, assets),
                survey_lists(Role.ADVISORIES, advisories),
            )
        )
    if output == "json":
        survey = Survey(schema_version=SCHEMA_VERSION, files=found)
        click.echo(json_text(survey, indent=2))
    else:
        for line in chain(*map(block, found), footer(found)):
            click.echo(line)
    sys.exit(ExitCode.PARTIAL if any(file.problem for file in found) else ExitCode.DONE)
