"""`vedette vulns`: which vulnerabilities hold, and how that was decided; one file a command."""

from __future__ import annotations

from typing import Final

import click

from vedette.cli.lazy import LazyGroup

COMMANDS: Final = {
    "check": "Judge every service and package of an inventory by advisories.",
    "list": "List the vulnerabilities of an inventory.",
    "explain": "Show how one vulnerability was decided for one service.",
    "export": "Write our verdicts as VEX, for other tools.",
    "compare": "Check lines that say how versions compare.",
    "update": "Fetch advisories into the local database.",
    "import": "Put advisories from files into the local database.",
}
"""Every command with its line of help; the module of the same name beside this one holds it."""


@click.group(cls=LazyGroup, package=__name__, registry=COMMANDS)
def vulns() -> None:
    """Judge services by advisories, and compare versions."""
