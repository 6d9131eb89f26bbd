"""`vedette rules`: the rules that recognise attacks in requests."""

from __future__ import annotations

from typing import Final

import click

from vedette.cli.lazy import LazyGroup

COMMANDS: Final = {
    "list": "List the rules: id, class, confidence, title.",
    "show": "Print a rule as it stands in its file.",
    "check": "Check rule files or folders of them.",
    "test": "Try rule files on their own examples, or on requests.",
    "convert": "Turn Sigma and CrowdSec AppSec rules into ours.",
    "match": "Tell which rules match the requests on standard input.",
    "schema": "Print the JSON Schema of a rule.",
}
"""Every command with its line of help; the module of the same name beside this one holds it."""


@click.group(cls=LazyGroup, package=__name__, registry=COMMANDS)
def rules() -> None:
    """List, check, try and convert the rules that recognise attacks."""
