"""`vedette config`: what is configured, and whether it can be used."""

from __future__ import annotations

from pathlib import Path

import click

from vedette.cli.escape import printable
from vedette.cli.places import config_option


@click.group()
def config() -> None:
    """Show and check the configuration."""


@config.command()
@config_option
@click.option("--origin", is_flag=True, help="Tell the file that each value comes from.")
def show(config: Path, origin: bool) -> None:
    """Print the values that hold, after `config.toml` and `conf.d/*.toml` are read in their order."""
    from vedette.config.loading import load
    from vedette.config.shown import values

    for place, value, file in values(load(config)):
        key = f"feed {place[1]!r} {'.'.join(place[2:])}" if place[0] == "feed" else ".".join(place)
        source = f"  # {file or 'default'}" if origin else ""
        click.echo(printable(f"{key} = {value}{source}"))


@config.command()
@config_option
def check(config: Path) -> None:
    """Check the configuration and all that it names: feeds, the gate's limits, files of secrets.

    Exits 1 at the first fault, which is told with its file and key.
    """
    from vedette.config.loading import load
    from vedette.intel.gate.settings import gate_settings
    from vedette.intel.sources.feed import configured_feeds
    from vedette.store.places import server_of

    configuration = load(config)
    gate_settings(configuration.settings.gate, path=str(configuration.path), key="gate")
    feeds = configured_feeds(configuration)
    for feed in feeds:
        if feed.settings.enabled:
            feed.token()
    server_of(configuration)
    files = (
        ", ".join(map(str, configuration.files)) or f"no file at {configuration.path}: all is as by default"
    )
    click.echo(printable(files))
    click.echo(f"{len(feeds)} {'feed' if len(feeds) == 1 else 'feeds'}, no fault")
