"""`vedette intel`: what is known of addresses, and the feeds that say so."""

from __future__ import annotations

from typing import Final

import click

from vedette.cli.lazy import LazyGroup

COMMANDS: Final = {
    "catalog": "List well-known free feeds, or tell all that is known of some.",
    "enable": "Enable feeds of the catalogue, or feeds that were disabled.",
    "disable": "Disable feeds; what was fetched, and their settings, are kept.",
    "list": "List the configured feeds and how they stand.",
    "update": "Fetch the feeds that are due, and let the gate decide on each.",
    "history": "Tell every decision on feeds: what became of each update, and why.",
    "diff": "Tell what changed from one version of a feed to another.",
    "rollback": "Put an earlier version of a feed into use.",
    "export": "Print what is listed, for firewalls and other programs.",
    "check": "Tell of each IP whether it is listed, by whom, and what else is known of it.",
}
"""Every command with its line of help; the module of the same name beside this one holds it."""


@click.group(cls=LazyGroup, package=__name__, registry=COMMANDS)
def intel() -> None:
    """Ask and inspect threat intelligence."""
