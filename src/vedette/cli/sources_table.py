"""What is known of files, for people: one block a file, 100 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, assert_never

import click

from vedette.cli.columns import cut, width, wrapped
from vedette.cli.escape import printable
from vedette.model.counting import plural
from vedette.run.holdings import MOST_CLIENTS
from vedette.run.survey import FileSurvey, Role, Sample, title_of

WIDTH: Final = 100
_LABEL: Final = 14
"""Columns of a label and the indent before it."""
_REASONS_SHOWN: Final = 5


def block(file: FileSurvey) -> Iterator[str]:
    """The lines on one file, and a blank one."""
    yield _heading(file)
    for label, text in _facts(file):
        yield from wrapped(_lead(label), printable(text), WIDTH)
    if file.first_line is not None:
        yield cut(_lead("first line") + printable(file.first_line), WIDTH)
    for reason, count in list(file.reasons.items())[:_REASONS_SHOWN]:
        yield from wrapped(_lead("rejected"), printable(f"{count:,} × {reason}"), WIDTH)
    yield from map(_sample, file.samples)
    for advice in file.advice:
        yield from wrapped(_lead("hint"), printable(advice), WIDTH)
    yield ""


def _lead(label: str) -> str:
    return f"  {label:{_LABEL - 2}}"


def _facts(file: FileSurvey) -> Iterator[tuple[str, str]]:
    """What is known of it, each fact with its label."""
    if file.format is not None:
        yield "format", _format(file)
    if file.role is not Role.CONNECTIONS:
        if file.format is not None:
            yield "holds", _entries(file)
    elif file.lines:
        yield "lines", _lines(file)
        if file.entries:
            yield "tells of", _content(file)
    elif _is_empty(file):
        yield "lines", "none: the file is empty"
    if file.error is not None:
        yield "not read", file.error


def footer(files: Sequence[FileSurvey]) -> Iterator[str]:
    """All files in one line."""
    counts = {
        "read": sum(_is_whole(file) for file in files),
        "read in part": sum(file.format is not None and not _is_whole(file) for file in files),
        "empty": sum(map(_is_empty, files)),
        "not recognised": sum(file.format is None and not _is_empty(file) for file in files),
    }
    figures = [f"{count:,} {word}" for word, count in counts.items() if count]
    yield cut(" · ".join([plural(len(files), "file"), *figures]), WIDTH)


def _is_whole(file: FileSurvey) -> bool:
    return file.format is not None and file.error is None and not file.rejected


def _is_empty(file: FileSurvey) -> bool:
    return file.role is Role.CONNECTIONS and file.format is None and file.error is None


def _heading(file: FileSurvey) -> str:
    """The path, cut in front where it is long, for the name stands at its end."""
    path = printable(file.path)
    while width(path) > WIDTH:
        path = "…" + path[max(2, width(path) - WIDTH + 1) :]
    colour = "red" if file.problem else "yellow" if file.error or file.rejected else None
    return click.style(path, bold=True, fg=colour)


def _format(file: FileSurvey) -> str:
    title = title_of(file) if file.role is Role.CONNECTIONS else None
    sure = "" if file.confidence is None else f" · sure to {_percent(file.confidence)}"
    if file.runner_up is not None and file.runner_up_confidence is not None:
        sure += f", {file.runner_up} to {_percent(file.runner_up_confidence)}"
    return (f"{file.format}: {title}" if title else str(file.format)) + sure


def _lines(file: FileSurvey) -> str:
    unit = "packet" if file.format == "pcap" else "line"
    parts = [plural(file.lines or 0, unit)]
    if file.understood is not None:
        parts.append(f"{_percent(file.understood)} understood")
    if file.ignored:
        parts.append(f"{file.ignored:,} ignored (blank, headers, or telling of no client)")
    if file.rejected:
        parts.append(f"{file.rejected:,} rejected")
    return " · ".join(parts)


def _content(file: FileSurvey) -> str:
    parts = [plural(file.entries, "connection")]
    if file.clients is not None:
        more = " or more" if file.clients >= MOST_CLIENTS else ""
        parts.append(plural(file.clients, "client") + more)
    if file.first is not None and file.last is not None:
        parts.append(_period(file.first, file.last))
    return " · ".join(parts)


def _entries(file: FileSurvey) -> str:
    match file.role:
        case Role.INTEL:
            held = f"{file.entries:,} {'entry' if file.entries == 1 else 'entries'}"
        case Role.ASSETS:
            held = plural(file.entries, "service")
        case Role.ADVISORIES:
            held = plural(file.entries, "record")
        case Role.CONNECTIONS:
            held = plural(file.entries, "connection")
        case _:
            assert_never(file.role)
    dated = f" · of {file.first:%d %b %Y}" if file.first is not None else ""
    return held + dated + (f" · {file.rejected:,} not taken" if file.rejected else "")


def _period(first: datetime, last: datetime) -> str:
    """From first to last; the day once where it is one."""
    if first == last:
        return f"{first:%d %b %Y %H:%M:%S} UTC"
    end = f"{last:%H:%M:%S}" if first.date() == last.date() else f"{last:%d %b %Y %H:%M:%S}"
    return f"{first:%d %b %Y %H:%M:%S} to {end} UTC"


def _sample(sample: Sample) -> str:
    place = f"line {sample.line:,}: " if sample.line is not None else ""
    if not place and sample.offset is not None:
        place = f"byte {sample.offset:,}: "
    excerpt = f": {sample.excerpt}" if sample.excerpt else ""
    return cut(" " * _LABEL + printable(f"{place}{sample.reason}{excerpt}"), WIDTH)


def _percent(share: float) -> str:
    """A share as people read it; never 100 % where something is missing, nor 0 % where something is there."""
    shown = min(max(round(100 * share, 1), 0.1), 99.9) if 0 < share < 1 else 100 * share
    return f"{shown:g} %"
