"""`vedette intel check`: ask what lists of addresses say."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import click

from vedette.cli.columns import fit
from vedette.cli.escape import cell, json_text, printable
from vedette.cli.exit_codes import ExitCode
from vedette.cli.options import Network
from vedette.model.reputation import Reputation

if TYPE_CHECKING:
    from vedette.intel.reputation_set import ReputationSet

_COLUMNS: Final = ("ip", "listed", "score", "categories", "sources", "context")
_ADDRESS_WIDTH: Final = 39


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one address that was asked about."""

    ip: str
    """As it was asked."""
    reputation: Reputation | None
    """Null where the text is no address."""


@click.command()
@click.option(
    "--intel",
    "paths",
    multiple=True,
    required=True,
    metavar="PATH",
    help="Lists: files, directories, patterns.",
)
@click.option("--home", multiple=True, type=Network(), help="Our own networks. Private ranges by default.")
@click.option(
    "-o", "--output", type=click.Choice(["human", "jsonl", "csv"]), default="human", show_default=True
)
@click.argument("ips", nargs=-1, required=True, metavar="IP...|-")
def check(paths: tuple[str, ...], home: tuple[str, ...], output: str, ips: tuple[str, ...]) -> None:
    """Tell of each IP whether it is listed, by whom, and what else is known of it.

    `-` reads addresses from standard input, one a line. Exit codes: 0 done, 1 a list cannot be read, 2 usage, or an
    IP that is none (its row says so).
    """
    reputations = _compile(paths, home)
    answers = _answers(reputations, list(_asked(ips)))
    click.echo("\n".join(_WRITERS[output](answers)))
    if any(answer.reputation is None for answer in answers):
        sys.exit(ExitCode.USAGE)


def _compile(paths: Sequence[str], home: Sequence[str]) -> ReputationSet:
    """The set of the lists, once what was made of them is told."""
    from vedette.intel.loading import load
    from vedette.intel.reputation_set import ReputationSet
    from vedette.intel.vetting import vet_all

    loaded = load(paths)
    feeds = vet_all(loaded.feeds)
    empty = [printable(feed.feed.name) for feed in feeds if not len(feed)]
    entries = sum(map(len, feeds))
    click.echo(
        f"{len(feeds)} {'list' if len(feeds) == 1 else 'lists'}, {entries:,} {'entry' if entries == 1 else 'entries'}",
        err=True,
    )
    if empty:
        click.echo(f"no entries in {', '.join(empty)}", err=True)
    for skipped in loaded.skipped:
        click.echo(f"skipped {printable(skipped.path)}: {printable(skipped.reason)}", err=True)
    return ReputationSet.build(feeds, home, datetime.now(UTC))


def _asked(ips: Iterable[str]) -> Iterator[str]:
    """The addresses, those of standard input among them."""
    for ip in ips:
        if ip == "-":
            lines = (line.decode("utf-8", "replace").strip() for line in sys.stdin.buffer)
            yield from (line for line in lines if line)
        else:
            yield ip


def _answers(reputations: ReputationSet, ips: Sequence[str]) -> list[Answer]:
    from vedette.model.addresses import pack

    said = reputations.lookup(ips)
    return [Answer(ip, r if pack(ip) is not None else None) for ip, r in zip(ips, said, strict=True)]


def _row(answer: Answer) -> Mapping[str, Any]:
    """The published form: every list that names the address is a source, also where a rule demotes it."""
    said = answer.reputation
    if said is None:
        return {"ip": answer.ip, **dict.fromkeys(_COLUMNS[1:]), "error": "no IP address"}
    sources = [
        {
            "feed": opinion.feed,
            "category": opinion.category,
            "confidence": opinion.confidence,
            "listed_at": opinion.listed_at and opinion.listed_at.isoformat(),
            "detail": opinion.detail,
            "demoted": opinion.demoted,
        }
        for opinion in said.opinions
    ]
    context = [f"{known.kind}: {known.name}" for known in said.context]
    return dict(
        zip(_COLUMNS, (answer.ip, said.listed, said.score, said.categories, sources, context), strict=True)
    )


def _jsonl(answers: Sequence[Answer]) -> Iterator[str]:
    return (json_text(_row(answer)) for answer in answers)


def _csv(answers: Sequence[Answer]) -> Iterator[str]:
    """Lists within a cell are joined by blanks; an error stands in the column of sources."""
    lines: list[str] = []
    writer = csv.writer(_Lines(lines), lineterminator="")
    writer.writerow(_COLUMNS)
    for answer in answers:
        row = _row(answer)
        feeds = " ".join(source["feed"] for source in row["sources"] or ()) or row.get("error", "")
        told = (
            row["ip"],
            row["listed"],
            row["score"],
            " ".join(row["categories"] or ()),
            feeds,
            "; ".join(row["context"] or ()),
        )
        writer.writerow("" if value is None else cell(printable(str(value))) for value in told)
    return iter(lines)


@dataclass(frozen=True, slots=True)
class _Lines:
    """Takes what a CSV writer writes, a row a line."""

    lines: list[str]

    def write(self, row: str) -> None:
        self.lines.append(row)


def _human(answers: Sequence[Answer]) -> Iterator[str]:
    width = min(_ADDRESS_WIDTH, max((len(answer.ip) for answer in answers), default=0))
    for answer in answers:
        yield f"{fit(printable(answer.ip), width)}  {_standing(answer.reputation)}"
        if answer.reputation is not None:
            indent = " " * (width + 2)
            yield from (f"{indent}{printable(line)}" for line in _reasons(answer.reputation))


def _standing(said: Reputation | None) -> str:
    if said is None:
        return "no IP address"
    if said.listed:
        return f"listed, score {said.score}: {', '.join(said.categories)}"
    return "named, but does not count" if said.opinions else "not listed"


def _reasons(said: Reputation) -> Iterator[str]:
    """What each list says, and what is known of the network."""
    for opinion in said.opinions:
        date = f" since {opinion.listed_at:%Y-%m-%d}" if opinion.listed_at else ""
        detail = f", {opinion.detail}" if opinion.detail else ""
        doubt = f"; does not count: {opinion.demoted}" if opinion.demoted else ""
        yield f"{opinion.feed}: {opinion.category}, confidence {opinion.confidence}{date}{detail}{doubt}"
    if said.context:
        yield "in " + ", ".join(f"{known.name} ({known.kind})" for known in said.context)


_WRITERS: Final = {"human": _human, "jsonl": _jsonl, "csv": _csv}
"""The forms of output by the word that chooses them."""
