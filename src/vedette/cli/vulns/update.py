"""`vedette vulns update`: fetch advisories into the local database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vedette.cli.escape import json_text, printable
from vedette.cli.exit_codes import ExitCode
from vedette.cli.places import config_option, state_option

if TYPE_CHECKING:
    from vedette.vulns.database import SourceState
    from vedette.vulns.sources.updating import VulnsSettings


@click.command()
@config_option
@state_option
@click.option(
    "--list", "listed", is_flag=True, help="List all sources, and what is kept of each; fetch nothing."
)
@click.option("-o", "--output", type=click.Choice(["human", "jsonl"]), default="human", show_default=True)
@click.argument("names", nargs=-1, metavar="[SOURCE...]")
@click.pass_context
def update(
    context: click.Context, config: Path, state: Path, listed: bool, output: str, names: tuple[str, ...]
) -> None:
    """Fetch the usual sources of advisories, or those that are named: kev, nvd, debian, osv/PyPI.

    A source that fails, or suddenly gives far less, keeps its last good version. Exits 4 if that happened to any.
    """
    from vedette.config.loading import load
    from vedette.vulns.database import database_path
    from vedette.vulns.sources.catalogue import CATALOGUE
    from vedette.vulns.sources.updating import settings_of, states_of
    from vedette.vulns.sources.updating import update as fetch

    configuration = load(config)
    settings = settings_of(configuration.settings.vulns, configuration.origin("vulns"))
    path = database_path(state)
    if listed:
        _list({known.name: known for known in states_of(path)}, settings)
        return
    for name in names:
        if name not in CATALOGUE:
            raise click.BadParameter(
                f"no source is called {name!r}; `vedette vulns update --list` names them", param_hint="SOURCE"
            )
    states = fetch(
        path,
        list(dict.fromkeys(names or settings.sources)),
        settings,
        config.parent,
        announce=lambda source: click.echo(f"fetching {source.title}", err=True),
    )
    for known in states:
        click.echo(told(known) if output == "human" else json_text(as_row(known)))
    context.exit(ExitCode.PARTIAL if any(known.trouble for known in states) else ExitCode.DONE)


def told(known: SourceState) -> str:
    """A source in one line: `kev  1,404 entries of 2026-11-24`, with what is wrong with it."""
    words = [f"{known.count:,} entries of {known.fetched:%Y-%m-%d}"] if known.count else ["nothing is kept"]
    if known.rejected:
        words.append(f"{known.rejected:,} were broken")
    if known.trouble:
        words.append(known.trouble)
    return printable(f"{known.name:18} {'; '.join(words)}")


def as_row(known: SourceState) -> dict[str, str | int | None]:
    """A source as an object of JSON."""
    return {
        "source": known.name,
        "title": known.title,
        "count": known.count,
        "fetched": known.fetched.isoformat(),
        "checked": known.checked.isoformat(),
        "rejected": known.rejected,
        "trouble": known.trouble or None,
    }


def _list(kept: dict[str, SourceState], settings: VulnsSettings) -> None:
    from vedette.vulns.sources.catalogue import CATALOGUE

    for name, source in CATALOGUE.items():
        mark = "*" if name in settings.sources else " "
        known = kept.pop(name, None)
        say = told(known) if known is not None else f"{name:18} {source.title}: {source.home}"
        click.echo(f"{mark} {say}")
    for known in kept.values():
        click.echo(f"  {told(known)}")
