"""Vulnerabilities of a check, each with all that it holds for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypedDict

from vedette.model.vulnerability import State
from vedette.run.check import CheckReport

_ORDER: Final = (State.AFFECTED, State.UNKNOWN, State.FIXED, State.NOT_AFFECTED)


class Row(TypedDict):
    """A vulnerability in one state."""

    id: str
    state: str
    cvss: float | None
    epss: float | None
    kev: bool
    restart_needed: bool
    """Whether what they hold has the fix on the disk, and runs the old code."""
    services: list[str]
    """Ids of the services and packages that are in this state."""


def listing(report: CheckReport, *, every: bool = False) -> Iterator[Row]:
    """A row for each vulnerability and state, worst first. every: those that are fixed or do not hold, too."""
    rows: dict[tuple[str, State, bool], Row] = {}
    for checked in (*report.services, *report.packages):
        for v in checked.vulnerabilities:
            empty = Row(
                id=v.id, state=v.state, cvss=v.cvss, epss=v.epss, kev=v.kev, restart_needed=v.restart_needed,
                services=[],
            )  # fmt: skip
            rows.setdefault((v.id, v.state, v.restart_needed), empty)["services"].append(checked.id)
    wanted = _ORDER if every else _ORDER[:2]
    for (_, state, _), row in sorted(rows.items(), key=lambda item: _worst_first(item[0][1], item[1])):
        if state in wanted:
            yield row


def _worst_first(state: State, row: Row) -> tuple[int, bool, float, str]:
    return _ORDER.index(state), not row["kev"], -(row["cvss"] or 0), row["id"]
