"""`vedette vulns check`: each service with the vulnerabilities that hold for it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from vedette.cli.exit_codes import ExitCode
from vedette.cli.judging import judging_options, load


@click.command()
@judging_options
@click.option("--service", "only", metavar="S", help="Only the services of this id, product or host.")
@click.option("-o", "--output", type=click.Choice(["human", "json"]), default="human", show_default=True)
@click.option(
    "--all",
    "every",
    is_flag=True,
    help="Show all: what is fixed or not affected, and each of which nobody can say.",
)
@click.option("--strict", is_flag=True, help="Exit with 4 where a package could not be judged.")
@click.option("--fail-on-vulnerable", is_flag=True, help="Exit with 3 where a service is vulnerable.")
def check(
    *,
    assets: tuple[str, ...],
    advisories: tuple[str, ...],
    vex: tuple[str, ...],
    state: Path,
    only: str | None,
    output: str,
    every: bool,
    strict: bool,
    fail_on_vulnerable: bool,
) -> None:
    """Judge every service and package of an inventory by advisories.

    Unknown is never shown as good: what could not be judged is counted, and named with the reason. Exit codes: 0 done,
    3 a service is vulnerable (--fail-on-vulnerable), 4 something could not be judged (--strict).
    """
    import msgspec

    from vedette.cli.escape import json_text, printable
    from vedette.cli.vulns.check_text import lines
    from vedette.run.chain import matching_services
    from vedette.run.check import check as run_check

    judging = load(assets, advisories, vex, state)
    meant = None if only is None else {s.id for s in matching_services(judging, only)}
    report = run_check(judging, meant)
    if output == "json":
        click.echo(json_text(msgspec.to_builtins(report), indent=2))
    else:
        for line in lines(report, every=every):
            click.echo(printable(line))
    if fail_on_vulnerable and report.summary.vulnerable_services:
        sys.exit(ExitCode.FINDINGS)
    if strict and (report.not_judged or report.summary.problems):
        sys.exit(ExitCode.PARTIAL)
