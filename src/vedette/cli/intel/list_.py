"""`vedette intel list`: the configured feeds and how they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vedette.cli.columns import fit
from vedette.cli.escape import json_text, printable
from vedette.cli.places import config_option, state_option

if TYPE_CHECKING:
    from vedette.intel.gate.decision import Decision
    from vedette.intel.sources.feed import ConfiguredFeed
    from vedette.intel.store.staleness import Staleness


@dataclass(frozen=True, slots=True)
class _Standing:
    """How one feed stands."""

    feed: ConfiguredFeed
    staleness: Staleness
    last: Decision | None
    """The last decision; null where nothing was ever tried."""
    entries: int | None
    """Of the version in use."""
    due: datetime | None
    """When it is fetched next; null for at once."""

    @property
    def state(self) -> str:
        """One word: disabled, never (fetched), fresh or stale."""
        return str(self.staleness.freshness) if self.feed.settings.enabled else "disabled"

    @property
    def stale_since(self) -> datetime | None:
        """Since when the version in use says nothing of what it does not name."""
        confirmed = self.staleness.confirmed_at
        return confirmed + self.staleness.limit if self.state == "stale" and confirmed else None


@click.command("list")
@config_option
@state_option
@click.option("-o", "--output", type=click.Choice(["human", "json"]), default="human", show_default=True)
def list_(config: Path, state: Path, output: str) -> None:
    """List the configured feeds: whether they are fresh, which version is in use, and what was decided last."""
    standings = _standings(config, state, datetime.now(UTC))
    if output == "json":
        click.echo(json_text([_row(standing) for standing in standings], indent=2))
        return
    if not standings:
        click.echo("no feed is configured; `vedette intel catalog` lists some", err=True)
    for line in _table(standings):
        click.echo(line)


def _standings(config: Path, state: Path, at: datetime) -> list[_Standing]:
    from vedette.config.loading import load
    from vedette.intel.places import feed_store
    from vedette.intel.sources.feed import configured_feeds
    from vedette.intel.sources.updating import due_at

    configuration = load(config)
    store = feed_store(configuration, state)
    found = []
    for feed in configured_feeds(configuration):
        history = store.history(feed.name)
        version = store.current(feed.name)
        entries = None if version is None else version.record.counts.entries
        staleness = store.staleness(feed.profile, at)
        found.append(
            _Standing(feed, staleness, history[-1] if history else None, entries, due_at(feed, history))
        )
    return found


def _row(standing: _Standing) -> dict[str, Any]:
    """The published form."""
    feed, staleness, last = standing.feed, standing.staleness, standing.last
    return {
        "name": feed.name,
        "state": standing.state,
        "kind": feed.kind,
        "place": feed.place,
        "version": staleness.version,
        "entries": standing.entries,
        "confirmed_at": _iso(staleness.confirmed_at),
        "stale_since": _iso(standing.stale_since),
        "due_at": _iso(standing.due),
        "last_decision": None if last is None else {"verdict": last.verdict, "at": _iso(last.at)},
        "trouble": staleness.trouble,
        "licence": feed.settings.licence,
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _table(standings: Sequence[_Standing]) -> Iterator[str]:
    """A line a feed; why nothing newer is in use below it."""
    width = max((len(standing.feed.name) for standing in standings), default=0)
    for standing in standings:
        yield f"{fit(printable(standing.feed.name), width)}  {fit(standing.state, 8)}  {_told(standing)}"
        if standing.staleness.trouble and standing.last is not None:
            trouble = f"{standing.last.verdict}: {standing.staleness.trouble}"
            yield f"{' ' * width}            {printable(trouble)}"


def _told(standing: _Standing) -> str:
    staleness = standing.staleness
    if staleness.version is None:
        return (
            "nothing fetched yet"
            if standing.last is None
            else f"nothing in use, tried {standing.last.at:%Y-%m-%d %H:%MZ}"
        )
    since = f"stale since {standing.stale_since:%Y-%m-%d %H:%MZ}, " if standing.stale_since else ""
    confirmed = f"{staleness.confirmed_at:%Y-%m-%d %H:%MZ}" if staleness.confirmed_at else "at a time unknown"
    return f"{since}version {staleness.version} with {standing.entries:,} entries, confirmed {confirmed}"
