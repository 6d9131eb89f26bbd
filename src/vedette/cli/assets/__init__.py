"""`vedette assets`: what listens where, at which version; one file a command."""

from __future__ import annotations

from typing import Final

import click

from vedette.cli.lazy import LazyGroup

COMMANDS: Final = {
    "discover": "Find out what listens on this machine.",
    "list": "List the services of inventories.",
    "show": "Show all that is known of a service, and who says it.",
    "import": "Keep inventories of other tools in the state folder.",
    "export": "Write the merged inventory.",
}
"""Every command with its line of help; the module of the same name beside this one holds it."""


@click.group(cls=LazyGroup, package=__name__, registry=COMMANDS)
def assets() -> None:
    """Show, import and export what listens where."""
