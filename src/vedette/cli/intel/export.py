"""`vedette intel export`: what is listed, for firewalls and other programs."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from vedette.cli.escape import cell, json_text, printable
from vedette.cli.options import Network
from vedette.cli.places import config_option, state_option

if TYPE_CHECKING:
    from vedette.intel.listing import Listed

_NFT_TYPES: Final = {4: "ipv4_addr", 6: "ipv6_addr"}


@click.command(
    epilog="Examples: vedette intel export --min-score 60 -o nft; vedette intel export --intel lists/ -o csv"
)
@config_option
@state_option
@click.option(
    "--intel", "paths", multiple=True, metavar="PATH", help="Lists, in place of the configured feeds."
)
@click.option(
    "--home", multiple=True, type=Network(), help="Our own networks, in place of the configured ones."
)
@click.option("--min-score", type=click.IntRange(0, 100), default=0, help="Leave out what has a lower score.")
@click.option(
    "-o", "--output", type=click.Choice(["plain", "nft", "json", "csv"]), default="plain", show_default=True
)
def export(
    *, config: Path, state: Path, paths: tuple[str, ...], home: tuple[str, ...], min_score: int, output: str
) -> None:
    """Print what is listed now, after every rule, as the fewest prefixes.

    plain: a prefix a line; nft: a table with a set for each family, as `nft -f` reads it; json and csv: with
    score, categories and sources. An export is a list of suspects: to block it is the reader's decision.
    """
    from vedette.intel.listing import listed
    from vedette.intel.reputation_set import ReputationSet
    from vedette.run.feeds import lists_and_home

    at = datetime.now(UTC)
    asked, own = lists_and_home(paths, home, config, state, at)
    for problem in asked.problems:
        click.echo(f"vedette: {printable(problem)}", err=True)
    if not asked.vetted:
        raise click.UsageError("no lists: name some by --intel, or enable feeds (`vedette intel catalog`)")
    reputations = ReputationSet.build(asked.vetted, own, at, stale=asked.stale)
    for line in _WRITERS[output](listed(reputations, at_least=min_score), at):
        click.echo(line)


def _plain(ranges: Iterable[Listed], at: datetime) -> Iterator[str]:
    """All prefixes, whatever their score."""
    yield f"# listed by Vedette at {at:%Y-%m-%dT%H:%M:%SZ}"
    yield from _prefixes(ranges)


def _prefixes(ranges: Iterable[Listed]) -> Iterator[str]:
    """What is listed at all, in the fewest prefixes."""
    from vedette.intel.listing import NOTHING_SAID, Listed, joined, prefixes

    bare = (Listed(each.version, each.first, each.last, NOTHING_SAID) for each in ranges)
    return chain.from_iterable(map(prefixes, joined(bare)))


def _nft(ranges: Iterable[Listed], at: datetime) -> Iterator[str]:
    """A file for `nft -f` (nft(8), sets) that replaces what an earlier one listed, and leaves rules as they are."""
    by_family: dict[int, list[Listed]] = {4: [], 6: []}
    for each in ranges:
        by_family[each.version].append(each)
    yield f"# listed by Vedette at {at:%Y-%m-%dT%H:%M:%SZ}"
    yield from _nft_table({version: [] for version in _NFT_TYPES})
    yield from (f"flush set inet vedette_listed listed_v{version}" for version in _NFT_TYPES)
    yield from _nft_table({version: list(_prefixes(by_family[version])) for version in _NFT_TYPES})


def _nft_table(prefixes: Mapping[int, Sequence[str]]) -> Iterator[str]:
    """The table with its sets; an empty set has no elements."""
    yield "table inet vedette_listed {"
    for version, kind in _NFT_TYPES.items():
        yield f"  set listed_v{version} {{"
        yield f"    type {kind}"
        yield "    flags interval"
        if prefixes[version]:
            yield "    elements = {"
            yield from (f"      {prefix}," for prefix in prefixes[version])
            yield "    }"
        yield "  }"
    yield "}"


def _json(ranges: Iterable[Listed], at: datetime) -> Iterator[str]:
    """One document, a prefix a line."""
    from vedette.intel.listing import joined, prefixes

    yield f'{{"at":"{at.isoformat()}","prefixes":['
    rows = (
        json_text(
            {"prefix": p, "score": e.said.score, "categories": e.said.categories, "sources": e.said.feeds}
        )
        for e in joined(ranges)
        for p in prefixes(e)
    )
    before = next(rows, None)
    while before is not None:
        following = next(rows, None)
        yield before if following is None else f"{before},"
        before = following
    yield "]}"


def _csv(ranges: Iterable[Listed], at: datetime) -> Iterator[str]:
    """Categories and sources are joined by blanks."""
    from vedette.intel.listing import joined, prefixes

    del at
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("prefix", "score", "categories", "sources"))
    for each in joined(ranges):
        said = each.said
        shared = (said.score, " ".join(said.categories), cell(printable(" ".join(said.feeds))))
        writer.writerows((prefix, *shared) for prefix in prefixes(each))
    return iter(())


_WRITERS: Final[Mapping[str, Callable[[Iterable[Listed], datetime], Iterator[str]]]] = {
    "plain": _plain,
    "nft": _nft,
    "json": _json,
    "csv": _csv,
}
"""The forms of output by the word that chooses them."""
