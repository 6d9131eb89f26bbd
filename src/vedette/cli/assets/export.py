"""`vedette assets export`: inventories written for other tools, or to be edited."""

from __future__ import annotations

from pathlib import Path

import click

from vedette.cli.judging import assets_option
from vedette.cli.places import state_option


@click.command()
@assets_option
@state_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(["inventory", "cyclonedx"]),
    default="inventory",
    show_default=True,
    help="Vedette's own format, which loses nothing, or CycloneDX 1.6.",
)
def export(*, assets: tuple[str, ...], state: Path, format_: str) -> None:
    """Write the merged inventory to standard output."""
    import json

    from vedette.assets.exporting import cyclonedx
    from vedette.assets.writing import write
    from vedette.cli.escape import json_text, printable
    from vedette.run.judging import inventory_of

    inventory = inventory_of(assets, state)
    for note in inventory.notes:
        click.echo(f"vedette: {printable(note)}", err=True)
    document = cyclonedx(inventory) if format_ == "cyclonedx" else json.loads(write(inventory))
    click.echo(json_text(document, indent=2))
