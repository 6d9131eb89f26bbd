"""`vedette allow`: clients that lists may not condemn."""

from __future__ import annotations

from typing import Final

import click

from vedette.cli.lazy import LazyGroup

COMMANDS: Final = {
    "add": "Allow an address or a network, with who answers for it, why, and until when.",
    "remove": "Allow it no longer.",
    "list": "Show all entries, also those that have expired.",
    "check": "Tell of each IP whether an entry covers it.",
}
"""Every command with its line of help; the module of the same name beside this one holds it."""


@click.group(cls=LazyGroup, package=__name__, registry=COMMANDS)
def allow() -> None:
    """Keep the allowlist: clients that lists may not condemn. What they do is told all the same."""
