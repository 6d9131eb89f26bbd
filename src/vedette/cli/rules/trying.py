"""Requests as JSON lines, tried against rules, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import click

from vedette.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from vedette.detect.rules.matching import RuleSet

_SHOWN: Final = 5
"""Bad lines that are shown; the rest is counted."""


def tell_matches(rules: RuleSet, lines: Iterable[bytes], source: str) -> ExitCode:
    """Print an answer for each line; what is no request is told on standard error, and makes the run partial."""
    from vedette.cli.escape import json_text, printable
    from vedette.detect.rules.trial import answers
    from vedette.model.errors import MalformedInput

    malformed = 0
    for answer in answers(rules, lines, source):
        if isinstance(answer, MalformedInput):
            malformed += 1
            if malformed <= _SHOWN:
                click.echo(f"error: {printable(str(answer))}", err=True)
        else:
            click.echo(json_text(answer))
    if malformed > _SHOWN:
        click.echo(f"error: {malformed - _SHOWN} further lines are no requests", err=True)
    return ExitCode.PARTIAL if malformed else ExitCode.DONE
