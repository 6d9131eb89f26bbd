"""`vedette vulns export`: our verdicts as VEX, for other tools."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from vedette.cli.judging import judging_options, load


@click.command()
@judging_options
@click.option(
    "--format",
    "format_",
    type=click.Choice(["openvex"]),
    default="openvex",
    show_default=True,
    help="The format to write.",
)
@click.option("--author", default="Vedette", show_default=True, help="Who makes the statements.")
def export(
    *,
    assets: tuple[str, ...],
    advisories: tuple[str, ...],
    vex: tuple[str, ...],
    state: Path,
    format_: str,
    author: str,
) -> None:
    """Write our verdicts as a VEX document to standard output.

    What is unknown is stated as under investigation; what could not be judged is not in it.
    """
    import msgspec

    from vedette.cli.escape import json_text
    from vedette.run.check import check
    from vedette.run.openvex import openvex

    del format_
    report = check(load(assets, advisories, vex, state))
    click.echo(json_text(msgspec.to_builtins(openvex(report, author, datetime.now(UTC))), indent=2))
    if report.not_judged:
        click.echo(f"vedette: {len(report.not_judged)} not judged: not in the document", err=True)
