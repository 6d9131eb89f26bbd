"""`vedette rules match`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from vedette.cli.rules.folder import folder_option
from vedette.cli.rules.trying import tell_matches


@click.command()
@folder_option
@click.pass_context
def match(context: click.Context, folder: Path | None) -> None:
    """Tell which rules match the requests on standard input, one JSON object a line.

    In: id, uri, method, headers, body. Out, a line for each: id and its matches (rule, class, cve, confidence).
    Exits 4 if some lines are no requests.
    """
    from vedette.detect.rules.matching import RuleSet

    context.exit(tell_matches(RuleSet.load(folder), sys.stdin.buffer, "standard input"))
