"""`vedette intel catalog`: the well-known free feeds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vedette.cli.columns import fit, wrapped
from vedette.cli.escape import json_text
from vedette.cli.places import config_option

if TYPE_CHECKING:
    from vedette.intel.catalog import CatalogEntry

_WIDTH = 100


@click.command()
@config_option
@click.option("-o", "--output", type=click.Choice(["human", "json"]), default="human", show_default=True)
@click.argument("names", nargs=-1, metavar="[NAME...]")
def catalog(config: Path, output: str, names: tuple[str, ...]) -> None:
    """List well-known free feeds, or tell all that is known of some: what they list, how far to trust them, terms.

    None is fetched until it is enabled: `vedette intel enable NAME`.
    """
    from vedette.config.loading import load
    from vedette.intel.catalog import catalog as entries
    from vedette.intel.catalog import entry_named

    enabled = {feed.catalog for feed in load(config).settings.feed if feed.enabled}
    chosen = [entry_named(name) for name in names] or list(entries().values())
    if output == "json":
        click.echo(json_text([_row(entry, entry.name in enabled) for entry in chosen], indent=2))
        return
    for line in _described(chosen, enabled) if names else _table(chosen, enabled):
        click.echo(line)


def _row(entry: CatalogEntry, enabled: bool) -> dict[str, Any]:
    """The published form."""
    from vedette.config.durations import shown

    return {
        "name": entry.name,
        "title": entry.title,
        "enabled": enabled,
        "url": entry.url,
        "kind": entry.kind,
        "format": entry.format,
        "role": entry.role,
        "category": entry.category,
        "confidence": entry.confidence,
        "half_life": shown(entry.half_life.delta) if entry.half_life else None,
        "interval": shown(entry.interval.delta),
        "lists": entry.lists,
        "trust": entry.trust,
        "licence": entry.licence,
        "home": entry.home,
        "token": entry.token,
    }


def _table(entries: Sequence[CatalogEntry], enabled: set[str | None]) -> Iterator[str]:
    """A line a feed: those that accuse, then those that explain."""
    width = max(len(entry.name) for entry in entries)
    for entry in sorted(entries, key=lambda entry: entry.role != "indicators"):
        mark = "*" if entry.name in enabled else " "
        trust = "" if entry.confidence is None else str(entry.confidence)
        key = " (wants a key)" if entry.token else ""
        word = entry.category or "context"
        yield f"{mark} {fit(entry.name, width)}  {fit(word, 10)}  {trust:>3}  {entry.title}{key}"
    yield ""
    yield "*: enabled. The figure is how far a feed is trusted where its entries say nothing, from 0 to 100."
    yield "next: vedette intel catalog NAME · vedette intel enable NAME"


def _described(entries: Sequence[CatalogEntry], enabled: set[str | None]) -> Iterator[str]:
    """All that is known of some feeds."""
    for entry in entries:
        said = _row(entry, entry.name in enabled)
        yield f"{entry.name}  {entry.title}{'  (enabled)' if said['enabled'] else ''}"
        for key in ("lists", "trust", "confidence", "category", "role", "format", "kind", "half_life",
                    "interval", "url", "licence", "token", "home"):  # fmt: skip
            if said[key] is not None:
                yield from wrapped(f"  {key.replace('_', '-'):<10}  ", str(said[key]), _WIDTH)
