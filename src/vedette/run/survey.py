"""`sources`: what was recognised in each file, how much of it was understood, and what would help.

The structs are a published contract, as those of `vedette.run.result` are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

from vedette.model.errors import InputError, UnknownFormat
from vedette.model.home import home_networks
from vedette.run.advice import advice_on, advice_on_unknown, first_line
from vedette.run.holdings import Holdings
from vedette.run.sources import SourceOutcome, batches
from vedette.telemetry import FORMATS, candidates
from vedette.telemetry.engine import EXCERPT_CHARACTERS
from vedette.telemetry.source import Source

SCHEMA_VERSION: Final = "1"
CLOSE: Final = 0.1
"""Confidence by which another format may be less sure and is still worth naming."""

Progress = Callable[[Source, int], None]
"""Told of each batch: the source, and how many of its lines are done."""


class Role(StrEnum):
    """What a file is for."""

    CONNECTIONS = "connections"
    INTEL = "intel"
    ASSETS = "assets"
    ADVISORIES = "advisories"


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """A line that was not understood."""

    line: int | None
    """From 1; null in captures and in documents."""
    offset: int | None
    """Bytes from the start of the (decompressed) source."""
    reason: str
    excerpt: str
    """Its start, as it is: whoever prints it escapes it."""


class FileSurvey(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one file."""

    path: str
    role: Role
    format: str | None = None
    """Null where no reader recognised it."""
    confidence: float | None = None
    """From 0 to 1; null where the format was asked for, and in lists, inventories and advisories."""
    runner_up: str | None = None
    """The next format, where it is nearly as sure."""
    runner_up_confidence: float | None = None
    lines: int | None = None
    """Lines, or packets of a capture; null in lists, inventories and advisories."""
    understood: float | None = None
    """Share of the lines that were understood, from 0 to 1; null where there are none."""
    entries: int = 0
    """Connections; entries of a list, services of an inventory, records of advisories."""
    ignored: int | None = None
    """Blank lines, comments, headers, and lines that are understood but tell of no client."""
    rejected: int = 0
    """Lines or entries that were not understood, or not taken."""
    reasons: dict[str, int] = {}
    """Those by reason."""
    samples: list[Sample] = []
    """The first of them."""
    first: datetime | None = None
    """The earliest time in it."""
    last: datetime | None = None
    clients: int | None = None
    """Distinct clients, counted up to a million."""
    error: str | None = None
    """Why the file, or the rest of it, could not be read."""
    problem: bool = False
    """Whether that is one: what merely stands in a directory may be something else."""
    first_line: str | None = None
    """Start of the first line that is not blank, of a text that no format recognises."""
    advice: list[str] = []
    """What would help, the most important first."""


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """The result of `vedette sources -o json`."""

    schema_version: str
    files: list[FileSurvey]


def survey_sources(
    sources: Iterable[Source], format_: str | None, progress: Progress | None = None
) -> Iterator[FileSurvey]:
    """What is known of each source of connections, read whole.

    format_: what `--format` asks for; null to recognise each source by its content.
    """
    home = home_networks(())
    for source in sources:
        outcome, held = SourceOutcome(source), Holdings(home)
        for batch in batches(outcome, format_, screen=None):
            held.add(batch.frame)
            if progress is not None:
                progress(source, outcome.account.lines)
        recognised = format_ is None and outcome.format is not None
        yield _survey(outcome, held, _standing(source) if recognised else ())


def _head(source: Source) -> bytes:
    """The source's start; empty where it cannot be read, which whoever reads it tells."""
    try:
        return source.head()
    except InputError:
        return b""


def _standing(source: Source) -> tuple[tuple[float, str], ...]:
    """The surest format with its confidence, and the next where it is close."""
    found = [(sure, form.name) for sure, form in candidates(_head(source), source.name)[:2]]
    return tuple(pair for pair in found if pair[0] > found[0][0] - CLOSE)


def _survey(outcome: SourceOutcome, held: Holdings, standing: tuple[tuple[float, str], ...]) -> FileSurvey:
    account, source = outcome.account, outcome.source
    first, second = (*standing, (None, None), (None, None))[:2]
    return FileSurvey(
        path=source.name,
        role=Role.CONNECTIONS,
        format=outcome.format,
        confidence=first[0],
        runner_up=second[1],
        runner_up_confidence=second[0],
        lines=account.lines,
        understood=1 - account.rejected / account.lines if account.lines else None,
        entries=account.connections,
        ignored=account.ignored,
        rejected=account.rejected,
        reasons=by_count(account.reasons),
        samples=[
            Sample(line=s.line, offset=s.offset, reason=s.reason, excerpt=s.excerpt) for s in account.samples
        ],
        first=held.first,
        last=held.last,
        clients=held.clients,
        error=None if outcome.error is None else outcome.error.reason,
        problem=outcome.problem is not None,
        first_line=_first_line(outcome),
        advice=list(_advice(outcome, held)),
    )


def by_count(reasons: Mapping[str, int]) -> dict[str, int]:
    """The reasons, the commonest first."""
    return dict(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])))


def _first_line(outcome: SourceOutcome) -> str | None:
    if not isinstance(outcome.error, UnknownFormat):
        return None
    line = first_line(_head(outcome.source))
    return None if line is None else line[:EXCERPT_CHARACTERS]


def _advice(outcome: SourceOutcome, held: Holdings) -> Iterator[str]:
    if isinstance(outcome.error, UnknownFormat):
        yield advice_on_unknown(_head(outcome.source), outcome.source.name)
    elif outcome.format is not None:
        yield from advice_on(outcome.account, held)
        if outcome.error is not None and outcome.error.hint:
            yield outcome.error.hint


def title_of(survey: FileSurvey) -> str | None:
    """What people call the format of a source."""
    form = FORMATS.get(survey.format or "")
    return None if form is None else form.title
