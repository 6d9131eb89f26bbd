"""`vedette rules check`."""

from __future__ import annotations

from pathlib import Path

import click

from vedette.cli.exit_codes import ExitCode
from vedette.cli.rules.folder import rule_files


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.pass_context
def check(context: click.Context, paths: tuple[Path, ...]) -> None:
    """Check rule files or folders of them: schema, patterns, literals, and that their examples hold.

    Exits 3 if any rule is at fault.
    """
    from vedette.cli.escape import printable
    from vedette.detect.rules.checking import faults

    files = rule_files(paths, ".toml")
    found = [fault for file in files for fault in faults(file)]
    for fault in found:
        click.echo(printable(fault))
    click.echo(f"{len(files)} rules checked, {len(found)} faults", err=True)
    context.exit(ExitCode.FINDINGS if found else ExitCode.DONE)
