"""`vedette intel disable`: leave a feed."""

from __future__ import annotations

from pathlib import Path

import click

from vedette.cli.escape import printable
from vedette.cli.places import config_option


@click.command()
@config_option
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
def disable(config: Path, names: tuple[str, ...]) -> None:
    """Disable feeds: they are neither fetched nor used any more. What was fetched, and their settings, are kept."""
    from vedette.config.editing import disable_feed
    from vedette.config.loading import load
    from vedette.model.errors import InputError

    for name in names:
        configuration = load(config)
        feed = configuration.feed(name)
        if feed is None:
            raise InputError(
                name, "no feed is configured by this name", hint="`vedette intel list` names them"
            )
        place = configuration.feed_file(name)
        if feed.enabled:
            disable_feed(place, name)
        click.echo(
            f"{printable(name)} {'disabled in' if feed.enabled else 'is disabled already in'} {printable(str(place))}"
        )
