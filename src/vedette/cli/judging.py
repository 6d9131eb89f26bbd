"""Options of the commands that judge services, and what they have in common."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from vedette.cli.places import state_option

if TYPE_CHECKING:
    from vedette.run.judging import Judging

Command = TypeVar("Command", bound=Callable[..., Any])


def assets_option(command: Command) -> Command:
    """Inventories; the kept one where none is named."""
    return click.option(
        "--assets",
        multiple=True,
        metavar="PATH",
        help="Inventories: files, directories, patterns. What `assets import` keeps, unless given.",
    )(command)


def judging_options(command: Command) -> Command:
    """What services are judged by: inventories, advisories, VEX statements, the state folder."""
    for option in (
        state_option,
        click.option(
            "--vex", multiple=True, metavar="PATH", help="VEX statements: OpenVEX, CycloneDX, CSAF."
        ),
        click.option(
            "--advisories",
            multiple=True,
            metavar="PATH",
            help="Advisories: files, directories, patterns. What `vulns update` keeps, unless given.",
        ),
        assets_option,
    ):
        command = option(command)
    return command


def load(assets: tuple[str, ...], advisories: tuple[str, ...], vex: tuple[str, ...], state: Path) -> Judging:
    """The inputs, loaded; what of them is broken is told on standard error."""
    from vedette.cli.escape import printable
    from vedette.run.judging import JudgingInputs, prepare

    judging = prepare(JudgingInputs(state, assets, advisories, vex))
    for problem in judging.problems:
        click.echo(f"vedette: {printable(problem)}", err=True)
    return judging
