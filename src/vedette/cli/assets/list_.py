"""`vedette assets list`: the services of inventories, one a line."""

from __future__ import annotations

import click


@click.command("list")
@click.option("--assets", "paths", multiple=True, required=True, metavar="PATH", help="Inventories.")
def list_(paths: tuple[str, ...]) -> None:
    """List the services of inventories."""
    from vedette.assets.registry import load
    from vedette.cli.escape import printable

    for service in load(paths):
        click.echo(printable(f"{service.id}  {service.version or ''}"))
