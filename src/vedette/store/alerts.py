"""Alerts as they are kept: each with its state, and every change of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, insert, select, update

from vedette.model.alert import Alert, Verdict
from vedette.model.errors import NoSuchAlert, NotAllowed
from vedette.model.lifecycle import ALLOWED, Change, State
from vedette.store.locking import alone
from vedette.store.tables import ALERTS, CHANGES, RUNS

SCAN: Final = "vedette"
"""Who makes the changes that a scan makes."""
_SHORTEST: Final = 4
"""Characters of an id that must be given at least."""

_ATTACKS: Final = frozenset({Verdict.ATTEMPT_NOT_AFFECTED, Verdict.ATTEMPT_VULNERABLE, Verdict.COMPROMISED})
"""What only who attacked is called."""


class _Judged(msgspec.Struct):
    """As much of an alert as tells whether it attacked."""

    verdict: Verdict | None


_JUDGED: Final = msgspec.json.Decoder(_Judged)


@dataclass(frozen=True, slots=True)
class Kept:
    """An alert as it is kept."""

    alert: Alert
    state: State
    until: datetime | None
    """When its suppression ends, or the exception under which it was resolved; null where neither is so."""
    run: int
    """The scan that last found it."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of the alerts of a scan: their ids."""

    new: tuple[str, ...]
    seen_again: tuple[str, ...]
    """Known before, and not closed."""
    reopened: tuple[str, ...]
    """Closed before, and active again since."""


def save(connection: Connection, alerts: Sequence[Alert], inputs: bytes, at: datetime) -> Saved:
    """Keep the alerts of a scan. inputs: what the scan was given, as JSON.

    An alert that is known is brought up to date and keeps its state; one that was resolved, or called a false positive,
    is reopened where its client came again since it was last found; so is one whose suppression, or exception, has ended.
    """
    alone(connection)
    run: int = connection.execute(insert(RUNS).values(at=at, inputs=inputs).returning(RUNS.c.id)).scalar_one()
    known = {
        row.id: row
        for row in connection.execute(select(ALERTS.c.id, ALERTS.c.state, ALERTS.c.last_seen, ALERTS.c.until))
    }
    new, again, reopened = [], [], []
    for alert in alerts:
        row = known.get(alert.id)
        values = _values(alert, run)
        if row is None:
            connection.execute(insert(ALERTS).values(id=alert.id, state=State.NEW, **values))
            _add(connection, alert.id, Change(at, SCAN, None, State.NEW, "found by a scan"))
            new.append(alert.id)
            continue
        connection.execute(update(ALERTS).where(ALERTS.c.id == alert.id).values(**values))
        reason = _returns(row, alert, at)
        if reason is None:
            again.append(alert.id)
        else:
            _go(connection, alert.id, Change(at, SCAN, State(row.state), State.NEW, reason))
            reopened.append(alert.id)
    return Saved(tuple(new), tuple(again), tuple(reopened))


def _returns(row: Row[*tuple[Any, ...]], alert: Alert, at: datetime) -> str | None:
    """Why a closed alert is open again; null where it stays as it is."""
    state = State(row.state)
    if state.is_open:
        return None
    if state is State.SUPPRESSED:
        return "its suppression has ended" if row.until is not None and row.until <= at else None
    if state is State.RESOLVED and row.until is not None and row.until <= at:
        return "the exception under which it was closed has ended"
    came_again = alert.last_seen is not None and (row.last_seen is None or alert.last_seen > row.last_seen)
    return "the client came again" if came_again else None


def find(connection: Connection, given: str) -> Kept:
    """The alert that the start of an id means. Raises NoSuchAlert."""
    if len(given) < _SHORTEST or not given.isalnum():
        raise NoSuchAlert(given, f"an id begins with at least {_SHORTEST} of its letters and digits")
    rows = connection.execute(
        select(ALERTS).where(ALERTS.c.id.startswith(given.lower(), autoescape=True))
    ).all()
    if not rows:
        raise NoSuchAlert(given, "none is kept under this id")
    if len(rows) > 1:
        raise NoSuchAlert(given, f"may be {', '.join(sorted(row.id for row in rows)[:5])}")
    return _kept(rows[0])


def every(connection: Connection, states: Collection[State] = tuple(State)) -> list[Kept]:
    """The alerts in these states, gravest first, of equals the latest first."""
    wanted = (
        select(ALERTS)
        .where(ALERTS.c.state.in_(states))
        .order_by(ALERTS.c.severity.desc(), ALERTS.c.last_seen.desc().nulls_last(), ALERTS.c.id)
    )
    return [_kept(row) for row in connection.execute(wanted)]


def attacks(connection: Connection) -> Counter[str]:
    """How many alerts tell that a client attacked something, by its address; those that were none are not counted."""
    wanted = select(ALERTS.c.client_ip, ALERTS.c.document).where(
        ALERTS.c.client_ip.is_not(None), ALERTS.c.state != State.FALSE_POSITIVE
    )
    return Counter(
        row.client_ip
        for row in connection.execute(wanted)
        if _JUDGED.decode(row.document).verdict in _ATTACKS
    )


def inputs_of(connection: Connection, run: int) -> bytes:
    """What a scan was given, as it was saved."""
    found: bytes = connection.execute(select(RUNS.c.inputs).where(RUNS.c.id == run)).scalar_one()
    return found


def move(
    connection: Connection,
    alert_id: str,
    becomes: State,
    *,
    who: str,
    reason: str,
    at: datetime,
    until: datetime | None = None,
) -> None:
    """Send an alert to another state. Raises NotAllowed where it may not go there."""
    alone(connection)
    was = State(connection.execute(select(ALERTS.c.state).where(ALERTS.c.id == alert_id)).scalar_one())
    if becomes not in ALLOWED[was]:
        allowed = ", ".join(sorted(ALLOWED[was]))
        raise NotAllowed(f"alert {alert_id} is {was}: it may become {allowed}, not {becomes}")
    _go(connection, alert_id, Change(at, who, was, becomes, reason, until))


def history(connection: Connection, alert_id: str) -> list[Change]:
    """Every change of an alert, in order."""
    rows = connection.execute(select(CHANGES).where(CHANGES.c.alert == alert_id).order_by(CHANGES.c.number))
    return [
        Change(
            row.at, row.who, State(row.was) if row.was else None, State(row.becomes), row.reason, row.until
        )
        for row in rows
    ]


def _go(connection: Connection, alert_id: str, change: Change) -> None:
    connection.execute(
        update(ALERTS).where(ALERTS.c.id == alert_id).values(state=change.becomes, until=change.until)
    )
    _add(connection, alert_id, change)


def _add(connection: Connection, alert_id: str, change: Change) -> None:
    connection.execute(
        insert(CHANGES).values(
            alert=alert_id,
            at=change.at,
            who=change.who,
            was=change.was,
            becomes=change.becomes,
            reason=change.reason,
            until=change.until,
        )
    )


def _values(alert: Alert, run: int) -> dict[str, object]:
    return {
        "severity": alert.severity.rank,
        "client_ip": alert.client.ip if alert.client else None,
        "service_id": alert.service.id,
        "last_seen": alert.last_seen,
        "run": run,
        "document": _document(alert),
    }


def _kept(row: Row[*tuple[Any, ...]]) -> Kept:
    alert = msgspec.json.decode(row.document, type=Alert)
    return Kept(alert, State(row.state), row.until, row.run)


def _document(alert: Alert) -> bytes:
    """The alert as JSON. The name of a file need not be Unicode: it is then kept as it is shown."""
    try:
        return msgspec.json.encode(alert)
    except UnicodeEncodeError:
        text = json.dumps(msgspec.to_builtins(alert), ensure_ascii=False)
        return text.encode("utf-8", "backslashreplace").replace(b"\\udc", b"\\\\udc")
