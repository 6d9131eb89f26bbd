"""`vedette intel rollback`: an earlier version of a feed, in use again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from vedette.cli.escape import printable
from vedette.cli.places import config_option, state_option


@click.command(epilog='Example: vedette intel rollback ipsum --reason "it lists our payment provider"')
@config_option
@state_option
@click.option("--to", "number", type=click.IntRange(min=1), help="The version; the one before, unless given.")
@click.option("--reason", required=True, help="Why; it is recorded.")
@click.argument("name", metavar="NAME")
def rollback(config: Path, state: Path, number: int | None, reason: str, name: str) -> None:
    """Put an earlier version of a feed into use.

    The document that is taken out of use is refused from then on, should the feed go on offering it; `intel update
    --force` takes it all the same.
    """
    from vedette.config.loading import load
    from vedette.intel.places import feed_store

    store = feed_store(load(config), state)
    decision = store.rollback(name, datetime.now(UTC), reason, number)
    kept = ", ".join(str(version.number) for version in store.versions(name))
    click.echo(f"{printable(name)}: version {decision.version} is in use; kept are {kept}")
