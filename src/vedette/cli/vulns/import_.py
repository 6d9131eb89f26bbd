"""`vedette vulns import`: put advisories from files into the local database."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from vedette.cli.exit_codes import ExitCode
from vedette.cli.places import state_option


@click.command("import")
@state_option
@click.option("--forget", is_flag=True, help="Remove what was imported from these paths.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.pass_context
def import_(context: click.Context, state: Path, forget: bool, paths: tuple[str, ...]) -> None:
    """Put advisories from files and folders into the database; importing a path again replaces what it gave.

    Exits 4 if some of what stands in a folder is broken; what is no advisory is passed over.
    """
    from vedette.cli.vulns.update import told
    from vedette.vulns.database import database_path, write
    from vedette.vulns.sources.updating import import_files, import_name

    path = database_path(state)
    if forget:
        write(path, (), [import_name(name) for name in paths])
        return
    states = import_files(path, paths, datetime.now(UTC))
    for known in states:
        click.echo(told(known))
    troubled = any(known.trouble or known.rejected for known in states)
    context.exit(ExitCode.PARTIAL if troubled else ExitCode.DONE)
