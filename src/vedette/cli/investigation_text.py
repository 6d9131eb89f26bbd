"""An investigation for people: a paragraph a step, 100 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, assert_never

import click

from vedette.cli.columns import cut, wrapped
from vedette.cli.escape import printable
from vedette.cli.scan_table import WIDTH, alert_lines
from vedette.model.alert import Severity
from vedette.model.investigation import Finding, Moment, Question, StepRecord, StepStatus
from vedette.run.result import alert_report

if TYPE_CHECKING:
    from vedette.investigate.engine import Done
    from vedette.run.investigation import Investigation

_SHOWN: Final = 12
"""Findings of a step that are told; JSON has all."""
_NAMED: Final = 6
"""Files and other things of which there may be very many."""
_FIRST: Final = 8
"""Entries of a timeline that are told from its start; JSON has all."""
_LAST: Final = 4
"""Entries from its end."""
_INDENT: Final = "   "


def told(investigation: Investigation) -> Iterator[str]:
    """The lines of an investigation."""
    yield from alert_lines(alert_report(investigation.kept.alert))
    asked: dict[str, int] = {}
    for number, done in enumerate(investigation.steps, start=1):
        yield ""
        yield from _step(number, done)
        for question in done.record.questions:
            yield from _question(question, asked.setdefault(question.asks, number), number)
    yield ""


def _step(number: int, done: Done) -> Iterator[str]:
    record = done.record
    yield from _text(f"{number}  ", f"{done.step.title}: {record.summary}", bold=True)
    yield from _text(_INDENT, _standing(record))
    for finding in record.findings[:_SHOWN]:
        yield from _finding(finding)
    yield from _more(record.findings, _SHOWN, "finding")
    yield from _timeline(record.timeline)
    for missing in record.missing[:_SHOWN]:
        yield from _text(f"{_INDENT}not there  ", missing)
    yield from _more(record.missing, _SHOWN, "thing that was not there")


def _question(question: Question, first: int, number: int) -> Iterator[str]:
    """What only a person can answer; its commands stand whole on lines of their own, so that they can be copied."""
    lead = f"{_INDENT}question   "
    if first != number:
        yield from _text(lead, f"{question.asks} (as step {first} asks)")
        return
    yield from _text(lead, f"{question.asks} ({question.why})")
    if question.commands:
        yield f"{_INDENT}to get it:"
    yield from (printable(f"{_INDENT * 2}{command}") for command in question.commands)


def _standing(record: StepRecord) -> str:
    """How the step ended, and how sure it is."""
    match record.status:
        case StepStatus.DONE:
            seen = f"; {len(record.checked):,} checked" if record.checked else ""
            return f"confidence {record.confidence:.0%}{seen}"
        case StepStatus.NEEDS_INPUT:
            return f"needs an answer{_because(record)}; confidence {record.confidence:.0%}"
        case StepStatus.NOT_APPLICABLE:
            return f"does not apply{_because(record)}"
        case StepStatus.FAILED:
            return f"failed{_because(record)}"
        case _:
            assert_never(record.status)


def _because(record: StepRecord) -> str:
    return f": {record.reason}" if record.reason else ""


def _finding(finding: Finding) -> Iterator[str]:
    label = "" if finding.severity is Severity.INFO else finding.severity
    yield from _text(f"{_INDENT}{label:<10} ", finding.told)
    indent = f"{_INDENT}{'':<10} "
    for reason in finding.reasons[:_NAMED]:
        yield from _text(indent, reason)
    yield from _more(finding.reasons, _NAMED, "reason")
    if finding.evidence:
        more = f" and {len(finding.evidence) - 1} more" if len(finding.evidence) > 1 else ""
        yield from _text(indent, f"see {finding.evidence[0].place}{more}")
    if finding.control:
        yield from _text(indent, f"against {finding.control}")
    if finding.fix:
        yield from _text(indent, f"to do: {finding.fix}")


def _timeline(entries: Sequence[Moment]) -> Iterator[str]:
    """What happened when, a line an entry."""
    left = len(entries) - _FIRST - _LAST
    for number, entry in enumerate(entries):
        if left > 0 and _FIRST <= number < _FIRST + left:
            if number == _FIRST:
                yield f"{_INDENT}{'':<10} … {left:,} entries: -o json has all …"
            continue
        when = "at an unknown time " if entry.first is None else f"{entry.first:%Y-%m-%d %H:%M:%S}"
        times = f" ×{entry.count:,}" if entry.count > 1 else ""
        file = entry.source.rpartition("/")[2]
        yield cut(printable(f"{_INDENT}{when}  {entry.says}{times}  ({file})"), WIDTH)


def _more(found: Sequence[object], shown: int, word: str) -> Iterator[str]:
    """How many were left out."""
    if len(found) > shown:
        yield f"{_INDENT}{'':<10} and {len(found) - shown:,} more of this: -o json has every {word}"


def _text(lead: str, text: str, *, bold: bool = False) -> Iterator[str]:
    for line in wrapped(lead, printable(text), WIDTH):
        yield click.style(line, bold=True) if bold else line
