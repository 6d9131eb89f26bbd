"""`vedette vulns list`: vulnerabilities of an inventory, one a line, worst first."""

from __future__ import annotations

from pathlib import Path

import click

from vedette.cli.judging import judging_options, load


@click.command("list")
@judging_options
@click.option("-o", "--output", type=click.Choice(["human", "jsonl"]), default="human", show_default=True)
@click.option("--all", "every", is_flag=True, help="Show what is fixed or not affected, too.")
def list_(
    *,
    assets: tuple[str, ...],
    advisories: tuple[str, ...],
    vex: tuple[str, ...],
    state: Path,
    output: str,
    every: bool,
) -> None:
    """List the vulnerabilities of an inventory, with the services and packages that each holds for.

    Those that hold come first, then those of which it is not known; within them the known to be exploited, then the
    grave ones.
    """
    from vedette.cli.escape import json_text, printable
    from vedette.model.vulnerability import State, spoken
    from vedette.run.check import check
    from vedette.run.listing import listing

    for row in listing(check(load(assets, advisories, vex, state)), every=every):
        if output == "jsonl":
            click.echo(json_text(row))
            continue
        marks = " exploited" if row["kev"] else ""
        cvss = "    " if row["cvss"] is None else f"{row['cvss']:4.1f}"
        where = ", ".join(row["services"][:3])
        more = f" and {len(row['services']) - 3} more" if len(row["services"]) > 3 else ""
        told = spoken(State(row["state"]), restart_needed=row["restart_needed"])
        click.echo(printable(f"{row['id']:<18} {told:<14} {cvss}{marks}  {where}{more}"))
