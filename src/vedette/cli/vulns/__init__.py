"""`vedette vulns`: which vulnerabilities hold, and how that was decided; one file a command."""

from __future__ import annotations

from typing import Final

import click

from vedette.cli.lazy import LazyGroup

COMMANDS: Final = {
    "compare": "Check lines that say how versions compare.",
}
"""Every command with its line of help; the module of the same name beside this one holds it."""


@click.group(cls=LazyGroup, package=__name__, registry=COMMANDS)
def vulns() -> None:
    """Judge services by advisories, and compare versions."""
