"""`vedette intel`: what is known of addresses, and the feeds that say so."""

from __future__ import annotations

from typing import Final

import click

from vedette.cli.lazy import LazyGroup

COMMANDS: Final = {
    "check": "Tell of each IP whether it is listed, by whom, and what else is known of it.",
}
"""Every command with its line of help; the module of the same name beside this one holds it."""


@click.group(cls=LazyGroup, package=__name__, registry=COMMANDS)
def intel() -> None:
    """Ask and inspect threat intelligence."""
