"""`vedette assets discover`: find out what listens on this machine, at which version, and what it has loaded."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from vedette.cli.exit_codes import ExitCode


@click.command(epilog="Example: vedette assets discover -o json --to inventory.json")
@click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path("/"),
    metavar="DIR",
    help="The root of the machine, where that is not this one's: a mounted disk with its /proc.",
)
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the inventory to a file; the table is printed all the same.",
)
@click.option(
    "--packages", is_flag=True, help="List what is installed besides, whether or not anything runs it."
)
@click.option("-o", "--output", type=click.Choice(["human", "json"]), default="human", show_default=True)
def discover(*, root: Path, to: Path | None, packages: bool, output: str) -> None:
    """Find out what listens on this machine: which application, at which version, with which libraries loaded.

    As root it sees everything; else it tells what it could not see, and exits 4. `-o json` prints the inventory that
    `vedette scan --assets` reads.
    """
    from vedette.assets.writing import write
    from vedette.cli.assets.discover_table import table
    from vedette.cli.escape import json_text, printable
    from vedette.files.replacing import replace_file
    from vedette.model.errors import UnreadableInput
    from vedette.run.discovery import discover as discovered

    found = discovered(root, packages=packages)
    document = write(found)
    if to is not None:
        try:
            replace_file(to, document)
        except OSError as error:
            raise UnreadableInput(str(to), f"cannot be written: {error.strerror}") from error
    if output == "json":
        click.echo(json_text(json.loads(document), indent=2))
    else:
        for line in table(found.services):
            click.echo(line)
    for told in found.notes:
        click.echo(f"not seen: {printable(told)}", err=True)
    sys.exit(ExitCode.PARTIAL if found.notes else ExitCode.DONE)
