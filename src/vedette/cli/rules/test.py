"""`vedette rules test`."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import click

from vedette.cli.exit_codes import ExitCode
from vedette.cli.rules.folder import rule_files
from vedette.cli.rules.trying import tell_matches


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--requests",
    type=click.File("rb"),
    metavar="FILE",
    help="JSON lines as `rules match` reads them, tried in place of the examples; - for standard input.",
)
@click.pass_context
def test(context: click.Context, paths: tuple[Path, ...], requests: BinaryIO | None) -> None:
    """Try rule files, or folders of them, on their own examples, or on requests of yours.

    Of each example it is told whether it is matched, and whether it should be. Exits 3 where the two differ.
    """
    from vedette.cli.escape import printable
    from vedette.detect.rules.matching import RuleSet
    from vedette.detect.rules.request import request_of
    from vedette.detect.rules.rule import read_rule

    read = [read_rule(path) for path in rule_files(paths, ".toml")]
    if requests is not None:
        context.exit(tell_matches(RuleSet(read), requests, getattr(requests, "name", "standard input")))
    wrong = 0
    for rule in read:
        alone = RuleSet([rule])
        for example in rule.examples:
            request = request_of(example.method, example.uri, example.headers, example.body)
            matched = bool(alone.match_request(request))
            right = matched is example.match
            wrong += not right
            told = f"{'matched' if matched else 'passed'}{'' if right else ', and should not be'}"
            click.echo(printable(f"{rule.id}: {told}: {example.method} {example.uri}"))
    click.echo(f"{len(read)} rules tried, {wrong} examples told wrong", err=True)
    context.exit(ExitCode.FINDINGS if wrong else ExitCode.DONE)
