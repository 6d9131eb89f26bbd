"""`vedette intel enable`: choose a feed."""

from __future__ import annotations

from pathlib import Path

import click

from vedette.cli.escape import printable
from vedette.cli.places import config_option


@click.command()
@config_option
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
def enable(config: Path, names: tuple[str, ...]) -> None:
    """Enable feeds of the catalogue, or feeds that were disabled: they are fetched and used from then on.

    The configuration is edited as a person would: comments and all else stay.
    """
    from vedette.config.editing import enable_feed
    from vedette.config.loading import load
    from vedette.intel.catalog import entry_named

    for name in names:
        configuration = load(config)
        feed = configuration.feed(name)
        if feed is not None and feed.enabled:
            click.echo(f"{printable(name)} is enabled already")
            continue
        entry = entry_named(name) if feed is None else None
        place = configuration.feed_file(name)
        enable_feed(place, name, catalog=name)
        load(config)
        click.echo(f"{printable(name)} enabled in {printable(str(place))}")
        if entry is not None:
            click.echo(f"  licence: {entry.licence}")
            if entry.token is not None:
                click.echo(f"  wants a key: {entry.token}")
    click.echo(f"next: vedette intel update {printable(' '.join(names))}", err=True)
