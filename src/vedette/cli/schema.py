"""`vedette schema`: the JSON Schemas of what commands print for programs."""

from __future__ import annotations

import click

NAMES = ("scan", "alert", "investigation", "plan", "plan-check", "vulns-check", "evidence")
"""Names of `vedette.run.contracts.CONTRACTS`, which a test holds this to: help must not load them."""


@click.command(epilog="Example: vedette schema scan")
@click.argument("name", required=False, type=click.Choice(NAMES))
def schema(name: str | None) -> None:
    """Print the JSON Schema of what a command prints for programs; without NAME, list them.

    Within one schema_version, fields are only ever added.
    """
    from vedette.cli.escape import json_text
    from vedette.run.contracts import CONTRACTS

    if name is not None:
        click.echo(json_text(CONTRACTS[name].schema(), indent=2))
        return
    for contract in CONTRACTS.values():
        click.echo(f"{contract.name:14} {contract.printed_by}")
