"""`explain`: what was understood of one line, one address or one alert, and why, or why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from vedette.detect.binding import bind
from vedette.intel.geography.interface import NOWHERE
from vedette.intel.store.staleness import Freshness
from vedette.model import addresses
from vedette.model.alert import Alert
from vedette.model.connection import SCHEMA
from vedette.model.errors import UnreadableInput
from vedette.model.reputation import Asked, Reputation
from vedette.run.feed_report import LABELS, feed_report, told
from vedette.run.knowledge import Learned
from vedette.run.scan import Result
from vedette.run.sources import SourceOutcome, batches
from vedette.telemetry.blocks import blocks, cut
from vedette.telemetry.proxies import resolve_clients
from vedette.telemetry.source import Source

_UNNAMED: Final = {
    Asked.ASKED: "no list names it",
    Asked.NOT_ASKED: "not asked: there is no list of bad addresses",
    Asked.TOO_OLD: "too old to say: no list names it, and every list is stale",
}
"""What is said of an address without opinions."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known, with what it is about."""

    label: str
    text: str


def explain_address(ip: str, learned: Learned, result: Result | None) -> Iterator[Fact]:
    """What is known of an address, what it did in the sources of a scan, and why that is an alert, or is none."""
    yield Fact("address", ip)
    yield _home(ip, learned)
    yield from _place(ip, learned)
    reputation = learned.knowledge.reputations.lookup([ip])[0]
    yield from _reputation(reputation, learned.knowledge.reputations.asked())
    yield from (
        Fact(LABELS[feed.staleness.freshness], told(feed_report(feed)))
        for feed in learned.feeds.usable
        if feed.staleness.freshness is not Freshness.FRESH
    )
    if result is not None:
        yield from _deeds(ip, reputation, result)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a log, and what must be known to read it."""

    text: str
    source: str = "(the line given)"
    """The file that it stands in."""
    header: str = ""
    """Lines at the file's start that say how the others are to be read, as Zeek's do."""


def explain_line(given: Line, format_: str | None, learned: Learned) -> Iterator[Fact]:
    """What is understood of one line of a log."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "line"
        path.write_bytes(f"{given.header}{given.text}\n".encode("utf-8", "surrogateescape"))
        outcome = SourceOutcome(Source(given.source, path))
        found = list(batches(outcome, format_, screen=None))
    if outcome.error is not None:
        yield Fact("not read", str(outcome.error))
    if outcome.format is not None:
        yield Fact("format", outcome.format)
    yield from (Fact("rejected", sample.reason) for sample in outcome.account.samples)
    if outcome.account.ignored > given.header.count("\n"):
        yield Fact("ignored", "a comment, a header, or a line that tells of no client")
    for batch in found:
        frame = resolve_clients(batch.frame, learned.trusted)
        rules = learned.knowledge.rules.match(frame)
        placed = bind(frame, list(learned.knowledge.services.values()))
        for row, matched in zip(placed.iter_rows(named=True), rules, strict=True):
            yield from (
                Fact(name, str(row[name])) for name in SCHEMA if _told(name) and row[name] is not None
            )
            yield from _conclusions(row["client_ip"], list(row["services"]), list(matched), learned)


def explain_alert(prefix: str, result: Result) -> list[Alert]:
    """The alerts whose id starts so."""
    return [alert for alert in result.alerts if alert.id.startswith(prefix)]


def line_of(path: str, number: int) -> Line:
    """One line of a file, counted from 1; raises UnreadableInput where there is none of that number."""
    left = number
    source = Source(path, Path(path))
    with source.open() as stream:
        for piece in cut(stream, path):
            for block in blocks(piece):
                if left <= len(block.starts):
                    line = block.data[block.starts[left - 1] : block.ends[left - 1]]
                    return Line(_text(line), path, _header(source))
                left -= len(block.starts)
    raise UnreadableInput(path, f"has no line {number}")


def _header(source: Source) -> str:
    """The lines at the start that begin with `#`."""
    lines = takewhile(lambda line: line.startswith("#"), _text(source.head()).split("\n"))
    return "".join(f"{line}\n" for line in lines)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _told(name: str) -> bool:
    """Whether a column says something that the line itself does not plainly show."""
    return name not in {"source", "line", "offset", "raw"}


def _home(ip: str, learned: Learned) -> Fact:
    inside = bool(learned.knowledge.home.contains(addresses.from_texts([ip]))[0])
    return Fact(
        "external", "no: it is in the home networks" if inside else "yes: it is outside the home networks"
    )


def _place(ip: str, learned: Learned) -> Iterator[Fact]:
    """Country and network, where a database tells."""
    found = learned.geography.locate([ip])
    place = found.places[ip]
    if place.told:
        yield Fact("place", place.told)
    yield from (Fact("not known", problem) for problem in found.problems)
    if place != NOWHERE:
        yield from (Fact("credit", credit) for credit in learned.geography.credits)


def _reputation(reputation: Reputation, asked: Asked) -> Iterator[Fact]:
    """Every opinion, also those that do not count, and the context."""
    if not reputation.opinions:
        yield Fact("reputation", _UNNAMED[asked])
    else:
        yield Fact(
            "reputation", f"score {reputation.score}, {'listed' if reputation.listed else 'not listed'}"
        )
    if reputation.allowed is not None:
        yield Fact("allowlist", reputation.allowed)
    yield from (Fact("reason", reason) for reason in reputation.reasons)
    for opinion in reputation.opinions:
        since = f", of {opinion.listed_at:%Y-%m-%d}" if opinion.listed_at else ", of unknown age"
        said = f": {opinion.detail}" if opinion.detail else ""
        yield Fact("opinion", f"{opinion.feed} says {opinion.category} ({opinion.confidence}{since}){said}")
        if opinion.demoted:
            yield Fact("", f"does not count: {opinion.demoted}")
    yield from (Fact("context", f"{context.name} ({context.kind})") for context in reputation.context)


def _deeds(ip: str, reputation: Reputation, result: Result) -> Iterator[Fact]:
    """What the address did in the sources of a scan."""
    alerts = [alert for alert in result.alerts if alert.client is not None and alert.client.ip == ip]
    yield from (Fact("alert", f"{a.id} {a.severity} {a.verdict}: {a.what}") for a in alerts)
    if alerts:
        return
    seen = result.sightings.listed.filter(result.sightings.listed["client_ip"] == ip)
    if len(seen):
        yield Fact("no alert", f"seen {seen['count'].item()} times, but on nothing of the inventory")
    elif reputation.listed:
        yield Fact("no alert", "listed, but not seen in these sources")
    else:
        yield Fact("no alert", "it is not listed, and no attack of it was recognised in these sources")


def _conclusions(ip: str | None, services: list[str], rules: list[str], learned: Learned) -> Iterator[Fact]:
    """What follows from a row: reputation, service, attack."""
    yield from (Fact("attack", learned.knowledge.rules.rules[rule].title) for rule in rules)
    if not rules:
        yield Fact("attack", "none recognised")
    names = [learned.knowledge.service(service) for service in services]
    yield Fact(
        "service",
        ", ".join(f"{s.product} {s.version or ''} on {s.host}" for s in names) or "none of the inventory",
    )
    if ip is not None:
        yield from explain_address(ip, learned, None)
