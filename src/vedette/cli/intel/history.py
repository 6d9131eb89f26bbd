"""`vedette intel history`: every decision on a feed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vedette.cli.columns import fit
from vedette.cli.escape import json_text, printable
from vedette.cli.places import config_option, state_option

if TYPE_CHECKING:
    from vedette.intel.gate.decision import Decision


@click.command(epilog="Example: vedette intel history ipsum --last 5")
@config_option
@state_option
@click.option(
    "--last", "count", type=click.IntRange(min=1), default=20, show_default=True, help="So many, the newest."
)
@click.option("-o", "--output", type=click.Choice(["human", "jsonl"]), default="human", show_default=True)
@click.argument("names", nargs=-1, metavar="[NAME...]")
def history(config: Path, state: Path, count: int, output: str, names: tuple[str, ...]) -> None:
    """Tell every decision on the feeds that are named, or on all: what became of each update, and why.

    The oldest comes first.
    """
    import msgspec

    from vedette.config.loading import load
    from vedette.intel.places import feed_store
    from vedette.model.errors import InputError

    store = feed_store(load(config), state)
    for name in names or store.feeds():
        decisions = store.history(name)
        if names and not decisions:
            raise InputError(name, "nothing was ever decided on such a feed")
        shown = decisions[-count:]
        if output == "jsonl":
            lines: Iterator[str] = (json_text(msgspec.to_builtins(decision)) for decision in shown)
        else:
            lines = chain([printable(name)], *map(_told, shown), _omitted(decisions, shown))
        for line in lines:
            click.echo(line)


def _told(decision: Decision) -> Iterator[str]:
    """A line for the decision, and one for each thing that was said for or against it."""
    entries = "" if decision.counts is None else f", {decision.counts.entries:,} entries"
    in_use = "nothing in use" if decision.version is None else f"version {decision.version} in use"
    yield f"  {decision.at:%Y-%m-%d %H:%MZ}  {fit(str(decision.verdict), 11)}  {in_use}{entries}"
    for objection in decision.objections:
        yield f"    {objection.check}: {printable(objection.reason)}"
    if decision.reason is not None:
        word = "forced" if decision.objections else "reason"
        yield f"    {word}: {printable(decision.reason)}"


def _omitted(decisions: Sequence[Decision], shown: Sequence[Decision]) -> Iterator[str]:
    if left := len(decisions) - len(shown):
        yield f"  and {left:,} earlier: --last {len(decisions)} shows all"
