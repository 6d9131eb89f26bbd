"""`vedette alerts`: the alerts that scans found and kept, and their lives."""

from __future__ import annotations

from typing import Final

import click

from vedette.cli.lazy import LazyGroup

COMMANDS: Final = {
    "list": "List alerts: those that are open, unless told otherwise.",
    "show": "Show all that is known of an alert, and its history.",
    "ack": "Say that somebody has it.",
    "close": "Say that it is resolved, or was none.",
    "reopen": "Open a closed alert again.",
    "suppress": "Show it no more until a time.",
    "export": "Print alerts with their states, for other programs.",
}
"""Every command with its line of help; the module of the same name beside this one holds it."""


@click.group(cls=LazyGroup, package=__name__, registry=COMMANDS)
def alerts() -> None:
    """List the alerts of scans, and say what became of them.

    A scan keeps its alerts where there is a state folder: --state, $VEDETTE_STATE, or the usual place once it exists.
    ALERT is the start of an id.
    """
