"""`vedette intel update`: fetch feeds and let the gate decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, assert_never

import click

from vedette.cli.escape import json_text, printable
from vedette.cli.exit_codes import ExitCode
from vedette.cli.places import config_option, state_option

if TYPE_CHECKING:
    from vedette.config.loading import Configuration
    from vedette.intel.sources.feed import ConfiguredFeed
    from vedette.intel.sources.updating import Updated
    from vedette.intel.store.feed_store import FeedStore
    from vedette.model.addresses import Addresses

_AT_ONCE: Final = 4
"""Feeds fetched at the same time: most of the time is waiting, and each may need the memory of its list."""


@click.command()
@config_option
@state_option
@click.option(
    "--force", metavar="REASON", help="Take named feeds against objections that may be overridden; recorded."
)
@click.option("-o", "--output", type=click.Choice(["human", "jsonl"]), default="human", show_default=True)
@click.argument("names", nargs=-1, metavar="[NAME...]")
@click.pass_context
def update(
    context: click.Context, config: Path, state: Path, force: str | None, output: str, names: tuple[str, ...]
) -> None:
    """Fetch the feeds that are due, or those that are named, and let the gate decide on each.

    A feed that fails or is refused keeps its last good version. Exits 4 if that happened to any.
    """
    from vedette.config.loading import load
    from vedette.intel.gate.decision import Verdict
    from vedette.intel.places import feed_store
    from vedette.intel.sources.feed import configured_feeds

    if force is not None and not names:
        raise click.UsageError("--force is for feeds that are named")
    at = datetime.now(UTC)
    configuration = load(config)
    store = feed_store(configuration, state, _recent(state))
    feeds = _chosen(configured_feeds(configuration), names, store, at)
    told = _lines if output == "human" else _jsonl
    kept = False
    for updated in _updated(feeds, configuration, store, state, at, force):
        kept |= updated.decision.verdict in {Verdict.FAILED, Verdict.REFUSED}
        for line in told(updated):
            click.echo(line)
    context.exit(ExitCode.PARTIAL if kept else ExitCode.DONE)


def _recent(state: Path) -> Addresses | None:
    """The clients of the last runs, on which updates are tried; none where what is remembered is damaged."""
    from vedette.model.errors import InputError
    from vedette.run.clients import recent_clients

    try:
        return recent_clients(state)
    except InputError as error:
        click.echo(f"vedette: updates are tried on no clients: {printable(str(error))}", err=True)
        return None


def _chosen(
    feeds: Sequence[ConfiguredFeed], names: Sequence[str], store: FeedStore, at: datetime
) -> list[ConfiguredFeed]:
    """Those that are named, else those that are enabled and due."""
    from vedette.intel.sources.updating import due_at
    from vedette.model.errors import InputError

    by_name = {feed.name: feed for feed in feeds}
    for name in names:
        if name not in by_name:
            raise InputError(
                name, "no feed is configured by this name", hint="`vedette intel list` names them"
            )
    if names:
        return [by_name[name] for name in dict.fromkeys(names)]
    enabled = [feed for feed in feeds if feed.settings.enabled]
    due = [feed for feed in enabled if (due_at(feed, store.history(feed.name)) or at) <= at]
    if not enabled:
        click.echo("no feed is enabled; `vedette intel catalog` lists some", err=True)
    elif waiting := len(enabled) - len(due):
        click.echo(f"{waiting} {'feed is' if waiting == 1 else 'feeds are'} not due yet", err=True)
    return due


def _updated(
    feeds: Sequence[ConfiguredFeed],
    configuration: Configuration,
    store: FeedStore,
    state: Path,
    at: datetime,
    force: str | None,
) -> Iterator[Updated]:
    """What became of each, in the order in which they are configured."""
    from vedette.fetch import Client
    from vedette.intel.gate.settings import gate_settings
    from vedette.intel.places import fetched_folder
    from vedette.intel.sources.updating import update as update_feed

    common = gate_settings(configuration.settings.gate, path=str(configuration.path), key="gate")

    def one(feed: ConfiguredFeed) -> Updated:
        most_bytes = (feed.profile.gate or common).most_mib << 20
        with Client() as client:
            folder = fetched_folder(state, feed.name)
            return update_feed(feed, store, client, folder, at, most_bytes=most_bytes, force=force)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        try:
            yield from pool.map(one, feeds)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _jsonl(updated: Updated) -> Iterator[str]:
    """The decision as it stands in the feed's history, with notes on how the feed was got."""
    import msgspec

    row: dict[str, Any] = msgspec.to_builtins(updated.decision)
    yield json_text({**row, "notes": list(updated.notes)})


def _lines(updated: Updated) -> Iterator[str]:
    """One line that says what became of a feed, and one for each note."""
    yield printable(f"{updated.decision.feed}: {_told(updated)}")
    for note in (*updated.decision.notes, *updated.notes):
        yield printable(f"  note: {note}")


def _told(updated: Updated) -> str:
    from vedette.intel.gate.decision import Verdict

    decision = updated.decision
    entries = "" if decision.counts is None else f" with {decision.counts.entries:,} entries"
    stays = "nothing is in use" if decision.version is None else f"version {decision.version} stays in use"
    match decision.verdict:
        case Verdict.ACCEPTED:
            forced = f", against: {'; '.join(decision.reasons)}" if decision.reasons else ""
            return f"version {decision.version}{entries} is in use{forced}"
        case Verdict.UNCHANGED:
            return f"nothing new, {stays}"
        case Verdict.REFUSED:
            return f"refused, {stays}: {'; '.join(decision.reasons)}"
        case Verdict.FAILED:
            return f"failed, {stays}: {decision.reason}"
        case Verdict.ROLLED_BACK:
            return f"rolled back, {stays}"
        case _:
            assert_never(decision.verdict)
