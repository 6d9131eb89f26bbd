"""`vedette rules convert`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from vedette.cli.exit_codes import ExitCode
from vedette.cli.rules.folder import rule_files

if TYPE_CHECKING:
    from vedette.detect.rules.convert.interface import Refused
    from vedette.detect.rules.convert.writing import Converted

FORMATS: Final = ("crowdsec-appsec", "sigma")
"""The formats by name; a test holds them equal to the registry, which is not imported for `--help`."""
CLASSES: Final = (
    "sqli", "xss", "lfi", "rfi", "rce", "ssti", "deserialization", "ssrf", "xxe", "upload", "auth-bypass",
    "brute-force", "scanner", "protocol",
)  # fmt: skip


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--from", "source", type=click.Choice(FORMATS), help="The rules' format; recognised by default."
)
@click.option(
    "--class",
    "fallback",
    type=click.Choice(CLASSES),
    help="Class of attack of those rules in which nothing tells it; without it these are refused.",
)
@click.option(
    "--into",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder for the files, made if need be; by default they are printed.",
)
@click.pass_context
def convert(
    context: click.Context,
    paths: tuple[Path, ...],
    source: str | None,
    fallback: str | None,
    folder: Path | None,
) -> None:
    """Turn Sigma web rules and CrowdSec AppSec rules, or folders of them, into rules of ours.

    A rule is converted whole, or refused with what in it ours cannot say. Exits 4 if some were refused.
    """
    from vedette.cli.escape import printable
    from vedette.detect.rules.convert.interface import Refused

    refused: Counter[bool] = Counter()
    for outcome in _outcomes(rule_files(paths, ".yml", ".yaml"), source, fallback):
        refused[isinstance(outcome, Refused)] += 1
        if isinstance(outcome, Refused):
            click.echo(f"refused: {printable(str(outcome))}", err=True)
        elif folder is None:
            click.echo(_shown(outcome.text), nl=False)
        else:
            _keep(outcome, folder)
    click.echo(f"{refused[False]} rules converted, {refused[True]} refused", err=True)
    context.exit(ExitCode.PARTIAL if refused[True] else ExitCode.DONE)


def _outcomes(files: list[Path], source: str | None, fallback: str | None) -> Iterator[Converted | Refused]:
    """What became of each file."""
    try:
        from vedette.detect.rules.convert.formats import convert as converted
    except ModuleNotFoundError as error:
        raise click.ClickException(f"converting rules needs the package PyYAML ({error})") from error
    from vedette.detect.rules.convert.interface import Refused
    from vedette.detect.rules.rule import AttackClass

    for file in files:
        try:
            yield converted(file, source=source, fallback=AttackClass(fallback) if fallback else None)
        except Refused as refused:
            yield refused


def _keep(outcome: Converted, folder: Path) -> None:
    """Write a rule into the folder, in place of an earlier conversion, and of nothing else."""
    from vedette.detect.rules.convert.writing import MADE

    path = folder / f"{outcome.ident}.toml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.read_text("utf-8", "replace").startswith(MADE):
            raise click.ClickException(f"{path}: exists, and was not converted")
        path.write_text(outcome.text, "utf-8")
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}") from error


def _shown(text: str) -> str:
    """The file for a terminal, line by line."""
    from vedette.cli.escape import printable

    return "".join(f"{printable(line)}\n" for line in text.splitlines())
