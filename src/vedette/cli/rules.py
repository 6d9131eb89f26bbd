"""``vedette rules``: the rules that recognise attacks in requests."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

from vedette.cli.exit_codes import ExitCode

_SHOWN: Final = 5
"""Bad lines of standard input that are shown; the rest is counted."""


@click.group()
def rules() -> None:
    """List, check and try the rules that recognise attacks."""


_folder = click.option(
    "--rules",
    "folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DIR",
    help="Folder of rule files, in place of those that come with Vedette.",
)


@rules.command("list")
@_folder
def list_(folder: Path | None) -> None:
    """List the rules: id, class, confidence, title."""
    from vedette.detect.rules.rule import read_rules

    found = read_rules(folder)
    width = max(len(rule.id) for rule in found)
    for rule in found:
        click.echo(f"{rule.id:{width}}  {rule.attack_class:15}  {rule.confidence:.2f}  {rule.title}")


@rules.command()
@click.argument("ident", metavar="ID")
@_folder
def show(ident: str, folder: Path | None) -> None:
    """Print a rule as it stands in its file."""
    from vedette.detect.rules.rule import RULES_FOLDER

    path = (folder or RULES_FOLDER) / f"{ident}.toml"
    if not path.is_file() or path.parent != (folder or RULES_FOLDER):
        raise click.BadParameter(f"no rule {ident!r}; `vedette rules list` names them", param_hint="ID")
    click.echo(path.read_text("utf-8"), nl=False)


@rules.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.pass_context
def check(context: click.Context, paths: tuple[Path, ...]) -> None:
    """Check rule files or folders of them: schema, patterns, literals, and that their examples hold.

    Exits 3 if any rule is at fault.
    """
    from vedette.cli.escape import printable
    from vedette.detect.rules.checking import faults

    files = [file for path in paths for file in (sorted(path.glob("*.toml")) if path.is_dir() else [path])]
    found = [fault for file in files for fault in faults(file)]
    for fault in found:
        click.echo(printable(fault))
    click.echo(f"{len(files)} rules checked, {len(found)} faults", err=True)
    context.exit(ExitCode.FINDINGS if found else ExitCode.DONE)


@rules.command()
def schema() -> None:
    """Print the JSON Schema of a rule."""
    from vedette.cli.escape import json_text
    from vedette.detect.rules.rule import json_schema

    click.echo(json_text(json_schema(), indent=2))


@rules.command()
@_folder
@click.pass_context
def match(context: click.Context, folder: Path | None) -> None:
    """Tell which rules match the requests on standard input, one JSON object a line.

    In: id, uri, method, headers, body. Out, a line for each: id and its matches (rule, class, cve, confidence).
    Exits 4 if some lines are no requests.
    """
    from vedette.cli.escape import json_text, printable
    from vedette.detect.rules.matching import RuleSet
    from vedette.detect.rules.trial import answers
    from vedette.model.errors import MalformedInput

    malformed = 0
    for answer in answers(RuleSet.load(folder), sys.stdin.buffer, "standard input"):
        if isinstance(answer, MalformedInput):
            malformed += 1
            if malformed <= _SHOWN:
                click.echo(f"error: {printable(str(answer))}", err=True)
        else:
            click.echo(json_text(answer))
    if malformed > _SHOWN:
        click.echo(f"error: {malformed - _SHOWN} further lines are no requests", err=True)
    context.exit(ExitCode.PARTIAL if malformed else ExitCode.DONE)
