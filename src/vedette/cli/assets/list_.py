"""`vedette assets list`: the services of inventories, one a line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vedette.cli.judging import assets_option
from vedette.cli.places import state_option

if TYPE_CHECKING:
    from vedette.model.inventory import Inventory
    from vedette.model.service import Service


@click.command("list")
@assets_option
@state_option
@click.option("-o", "--output", type=click.Choice(["human", "jsonl"]), default="human", show_default=True)
def list_(*, assets: tuple[str, ...], state: Path, output: str) -> None:
    """List the services of inventories, with how each version is known and where sources disagree."""
    import msgspec

    from vedette.cli.escape import json_text, printable
    from vedette.run.judging import inventory_of

    inventory = inventory_of(assets, state)
    for note in inventory.notes:
        click.echo(f"vedette: {printable(note)}", err=True)
    if output == "jsonl":
        for service in inventory.services:
            click.echo(json_text(msgspec.to_builtins(service)))
        return
    for line in _human(inventory):
        click.echo(printable(line))


def _human(inventory: Inventory) -> Iterator[str]:
    from vedette.assets.conflicts import conflicts

    for service in inventory.services:
        disagreeing = sum(1 for _ in conflicts(service))
        doubt = f"  ({disagreeing} source{'s' if disagreeing > 1 else ''} disagree)" if disagreeing else ""
        version = service.version or "no version"
        yield f"{service.id:<40} {version:<24} {_known_from(service)}{doubt}"
    if inventory.packages:
        yield f"and {len(inventory.packages):,} packages that are not known to run"


def _known_from(service: Service) -> str:
    return str(service.claims[0].rank) if service.claims else str(service.version_source)
