"""`vedette rules schema`."""

from __future__ import annotations

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema of a rule."""
    from vedette.cli.escape import json_text
    from vedette.detect.rules.rule import json_schema

    click.echo(json_text(json_schema(), indent=2))
