"""`vedette allow list`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from vedette.cli.exit_codes import ExitCode
from vedette.cli.places import state_option


@click.command("list")
@state_option
@click.option("-o", "--output", type=click.Choice(["human", "json"]), default="human", show_default=True)
def list_(*, state: Path, output: str) -> None:
    """Show all entries, in the order in which they were added. Exits 4 where the file has lines that are none."""
    from datetime import UTC, datetime

    from vedette.cli.allow.entries import line, row, tell_rejected
    from vedette.cli.escape import json_text
    from vedette.intel import allowlist

    found, now = allowlist.read(state), datetime.now(UTC)
    tell_rejected(found)
    if output == "json":
        click.echo(json_text([row(entry, now) for entry in found.entries], indent=2))
    else:
        for entry in found.entries:
            click.echo(line(entry, now))
        if not found.entries:
            click.echo("nothing is allowed", err=True)
    sys.exit(ExitCode.PARTIAL if found.rejected else ExitCode.DONE)
