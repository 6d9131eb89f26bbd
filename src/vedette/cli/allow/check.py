"""`vedette allow check`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from vedette.cli.exit_codes import ExitCode
from vedette.cli.places import state_option


@click.command()
@state_option
@click.option("-o", "--output", type=click.Choice(["human", "json"]), default="human", show_default=True)
@click.argument("ips", nargs=-1, required=True, metavar="IP...")
def check(*, state: Path, output: str, ips: tuple[str, ...]) -> None:
    """Tell of each IP whether an entry allows it, also where that has expired.

    Exit codes: 0 done, 2 an IP that is none, 4 the file has lines that are no entries.
    """
    from datetime import UTC, datetime

    from vedette.cli.allow.entries import line, row, tell_rejected
    from vedette.cli.escape import json_text, printable
    from vedette.intel import allowlist

    found, now = allowlist.read(state), datetime.now(UTC)
    tell_rejected(found)
    try:
        covering = {ip: found.covering(ip) for ip in ips}
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if output == "json":
        said = [
            {
                "ip": ip,
                "allowed": any(e.holds(now) for e in entries),
                "entries": [row(e, now) for e in entries],
            }
            for ip, entries in covering.items()
        ]
        click.echo(json_text(said, indent=2))
    else:
        for ip, entries in covering.items():
            allowed = any(entry.holds(now) for entry in entries)
            click.echo(f"{printable(ip)}  {'allowed' if allowed else 'not allowed'}")
            for entry in entries:
                click.echo(f"    {line(entry, now)}")
    sys.exit(ExitCode.PARTIAL if found.rejected else ExitCode.DONE)
