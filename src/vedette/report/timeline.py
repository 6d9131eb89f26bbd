"""The timeline of a report, and its chart: one lane a source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from vedette.model.alert import Alert
from vedette.model.investigation import Moment
from vedette.report.document import Lane, Mark, Timeline
from vedette.report.interface import Carried
from vedette.report.wording import moment

MOST: Final = 300
"""Moments that are told."""
_LANES: Final = 12
_NARROWEST: Final = 6.0
"""Thousandths of the width: what happened in an instant is seen as well."""
_WIDTH: Final = 1000.0


def timeline(alert: Alert, steps: Sequence[Carried]) -> Timeline:
    """What the investigation gathered; before there is one, what the alert's own evidence says."""
    found = [m for step in steps for m in step.record.timeline] or _of_alert(alert)
    ordered = sorted(found, key=lambda m: (m.first is None, m.first.timestamp() if m.first else 0.0))
    times = [time for one in ordered for time in (one.first, one.last) if time is not None]
    first, last = min(times, default=None), max(times, default=None)
    return Timeline(
        first, last, _lanes(ordered, first, last), tuple(ordered[:MOST]), max(len(ordered) - MOST, 0)
    )


def _of_alert(alert: Alert) -> list[Moment]:
    return [Moment(e.time, e.time, e.source, e.shows, 1, e) for e in alert.evidence]


def _lanes(moments: Sequence[Moment], first: datetime | None, last: datetime | None) -> tuple[Lane, ...]:
    """The sources with the most to tell; what has no time is in none."""
    if first is None or last is None:
        return ()
    by_source: dict[str, list[Moment]] = defaultdict(list)
    for one in moments:
        if one.first is not None:
            by_source[one.source].append(one)
    span = (last - first).total_seconds()
    lanes = [
        Lane(source, sum(m.count for m in found), tuple(_mark(m, first, span) for m in found[:MOST]))
        for source, found in by_source.items()
    ]
    return tuple(sorted(lanes, key=lambda lane: (-lane.count, lane.source))[:_LANES])


def _mark(one: Moment, first: datetime, span: float) -> Mark:
    start = one.first or first
    end = max(one.last or start, start)
    left = (start - first).total_seconds() / span * _WIDTH if span else (_WIDTH - _NARROWEST) / 2
    width = max((end - start).total_seconds() / span * _WIDTH if span else 0.0, _NARROWEST)
    return Mark(
        round(min(left, _WIDTH - _NARROWEST), 1),
        round(min(width, _WIDTH - min(left, _WIDTH - _NARROWEST)), 1),
        one.count,
        f"{moment(one.first)}: {one.says}",
    )
