"""`vedette rules show`."""

from __future__ import annotations

from pathlib import Path

import click

from vedette.cli.rules.folder import folder_option


@click.command()
@click.argument("ident", metavar="ID")
@folder_option
def show(ident: str, folder: Path | None) -> None:
    """Print a rule as it stands in its file."""
    from vedette.detect.rules.rule import RULES_FOLDER

    path = (folder or RULES_FOLDER) / f"{ident}.toml"
    if not path.is_file() or path.parent != (folder or RULES_FOLDER):
        raise click.BadParameter(f"no rule {ident!r}; `vedette rules list` names them", param_hint="ID")
    click.echo(path.read_text("utf-8"), nl=False)
