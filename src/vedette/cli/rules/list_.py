"""`vedette rules list`."""

from __future__ import annotations

from pathlib import Path

import click

from vedette.cli.rules.folder import folder_option


@click.command(name="list")
@folder_option
def list_(folder: Path | None) -> None:
    """List the rules: id, class, confidence, title."""
    from vedette.detect.rules.rule import read_rules

    found = read_rules(folder)
    width = max(len(rule.id) for rule in found)
    for rule in found:
        click.echo(f"{rule.id:{width}}  {rule.attack_class:15}  {rule.confidence:.2f}  {rule.title}")
