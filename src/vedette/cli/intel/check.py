"""`vedette intel check`: ask what lists say of addresses."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from vedette.cli.exit_codes import ExitCode
from vedette.cli.options import Moment, Network
from vedette.cli.places import config_option, state_option

if TYPE_CHECKING:
    from vedette.run.address_check import Panel

_ADDRESS_WIDTH: Final = 39
_LONGEST: Final = 4096
"""Bytes of a line of standard input that are read at once: no address is longer."""


@click.command()
@click.option(
    "--intel",
    "paths",
    multiple=True,
    metavar="PATH",
    help="Lists: files, directories, patterns. The configured feeds otherwise.",
)
@click.option("--geo", multiple=True, metavar="PATH", help="Databases of countries and networks.")
@click.option("--home", multiple=True, type=Network(), help="Our own networks. Private ranges by default.")
@click.option("--at", type=Moment(), help="What was said at that time; now otherwise.")
@config_option
@state_option
@click.option(
    "-o", "--output", type=click.Choice(["human", "jsonl", "csv"]), default="human", show_default=True
)
@click.argument("ips", nargs=-1, required=True, metavar="IP...|-")
def check(
    *,
    paths: tuple[str, ...],
    geo: tuple[str, ...],
    home: tuple[str, ...],
    at: datetime | None,
    config: Path,
    state: Path,
    output: str,
    ips: tuple[str, ...],
) -> None:
    """Tell of each IP whether it is listed, by whom, and what else is known of it.

    `-` reads addresses from standard input, one a line, as many as there are. Exit codes: 0 done, 1 a list cannot be
    read, 2 usage, or an IP that is none (its row says so).
    """
    from vedette.cli.intel.answers import WRITERS
    from vedette.run.address_check import Word, panel

    asked = panel(paths, home, config, state, datetime.now(UTC), at, geo)
    _tell(asked)
    width = _ADDRESS_WIDTH if "-" in ips else min(_ADDRESS_WIDTH, max(map(len, ips)))
    writer, wrong = WRITERS[output](asked.at, width=width), False
    for block in asked.answers(_asked(ips)):
        sys.stdout.write("".join(f"{line}\n" for line in writer.lines(block)))
        wrong = wrong or any(answer.word is Word.NO_ADDRESS for answer in block)
    if wrong:
        sys.exit(ExitCode.USAGE)


def _tell(asked: Panel) -> None:
    """Say on standard error what was made of the lists."""
    from vedette.cli.escape import printable

    feeds = asked.lists.vetted
    entries = sum(map(len, feeds))
    counted = f"{len(feeds)} {'list' if len(feeds) == 1 else 'lists'}, {entries:,}"
    click.echo(f"{counted} {'entry' if entries == 1 else 'entries'}", err=True)
    if empty := [printable(feed.feed.name) for feed in feeds if not len(feed)]:
        click.echo(f"no entries in {', '.join(empty)}", err=True)
    if stale := sorted(map(printable, asked.lists.stale)):
        click.echo(f"stale: {', '.join(stale)}", err=True)
    for credit in asked.geography.credits:
        click.echo(credit, err=True)
    for problem in (*asked.lists.problems, *asked.allowlist.rejected):
        click.echo(printable(problem), err=True)


def _asked(ips: Iterable[str]) -> Iterator[str]:
    """The addresses, those of standard input among them."""
    for ip in ips:
        if ip == "-":
            pieces = iter(lambda: sys.stdin.buffer.readline(_LONGEST), b"")
            lines = (piece.decode("utf-8", "replace").strip() for piece in pieces)
            yield from (line for line in lines if line)
        else:
            yield ip
