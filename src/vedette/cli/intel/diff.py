"""`vedette intel diff`: what changed from one version of a feed to another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vedette.cli.escape import json_text, printable
from vedette.cli.places import config_option, state_option

if TYPE_CHECKING:
    from vedette.intel.store.diff import Change, Diff
    from vedette.intel.store.version import Record


@click.command(
    epilog="Examples: vedette intel diff ipsum; vedette intel diff ipsum 3 5; vedette intel diff ipsum --refused"
)
@config_option
@state_option
@click.option("--refused", is_flag=True, help="What the last refused update would change.")
@click.option("-o", "--output", type=click.Choice(["human", "json"]), default="human", show_default=True)
@click.argument("name", metavar="NAME")
@click.argument("old", type=click.IntRange(min=1), required=False, metavar="[OLD]")
@click.argument("new", type=click.IntRange(min=1), required=False, metavar="[NEW]")
def diff(
    *, config: Path, state: Path, refused: bool, output: str, name: str, old: int | None, new: int | None
) -> None:
    """Tell what changed from version OLD of a feed to version NEW.

    Without numbers: to the version in use, from the one before it.
    """
    from vedette.config.loading import load
    from vedette.intel.places import feed_store
    from vedette.run.feeds import profile_of

    if refused and old is not None:
        raise click.UsageError("--refused compares with the version in use: name no versions")
    configuration = load(config)
    store, profile = feed_store(configuration, state), profile_of(configuration, name)
    found = store.diff_refused(profile) if refused else store.diff(profile, old, new)
    if output == "json":
        click.echo(json_text(_row(found, refused=refused), indent=2))
        return
    for line in _lines(found, refused=refused):
        click.echo(printable(line))


def _row(found: Diff, *, refused: bool) -> dict[str, Any]:
    """The published form."""
    return {
        "feed": found.feed,
        "refused": refused,
        "old": None if found.old is None else _version(found.old),
        "new": _version(found.new),
        "entries": {"old": found.entries[0], "new": found.entries[1]},
        "added": asdict(found.added),
        "removed": asdict(found.removed),
        "reasons": {reason: {"old": a, "new": b} for reason, (a, b) in found.reasons.items()},
    }


def _version(record: Record) -> dict[str, Any]:
    return {
        "version": record.number,
        "fetched_at": record.fetched_at.isoformat(),
        "sha256": record.sha256,
        "format": record.format,
    }


def _lines(found: Diff, *, refused: bool) -> Iterator[str]:
    yield f"{found.feed}: {_title(found, refused=refused)}"
    yield f"  entries   {found.entries[0]:,} → {found.entries[1]:,}"
    yield from _change("added", found.added)
    yield from _change("removed", found.removed)
    for reason, (before, after) in found.reasons.items():
        yield f"  left out  {reason}: {before:,} → {after:,}"


def _title(found: Diff, *, refused: bool) -> str:
    new = "the refused update" if refused else f"version {found.new.number}"
    to = f"{new} of {found.new.fetched_at:%Y-%m-%d %H:%MZ}"
    if found.old is None:
        return f"{to}, with nothing before it"
    return f"version {found.old.number} of {found.old.fetched_at:%Y-%m-%d %H:%MZ} → {to}"


def _change(word: str, change: Change) -> Iterator[str]:
    yield f"  {word:8}  {change.count:,}"
    if change.biggest:
        yield f"            widest: {', '.join(change.biggest)}"
    yield from (f"            {entry}" for entry in change.shown)
    if left := change.count - len(change.shown):
        yield f"            and {left:,} more"
