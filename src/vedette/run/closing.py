"""What must be so before an alert is resolved, looked at again: the checks of a plan's fourth step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

import polars as pl

from vedette.detect.binding import bind
from vedette.detect.kernel import correlate
from vedette.detect.posture import posture_findings
from vedette.model.address_set import AddressSet
from vedette.model.addresses import from_texts
from vedette.model.alert import Alert
from vedette.model.connection import empty
from vedette.model.errors import InputError
from vedette.model.vulnerability import State
from vedette.respond.interface import Network, Situation
from vedette.respond.requirements import RequirementId, requirements, vulnerabilities_to_fix
from vedette.respond.words import client_network
from vedette.run.kept_alerts import Found, alert_named
from vedette.run.knowledge import Learned, learn, screen_for
from vedette.run.scan import between
from vedette.run.sources import SourceOutcome, batches
from vedette.store.places import Store
from vedette.telemetry import expand
from vedette.telemetry.proxies import resolve_clients

_STANDARD_INPUT = "-"

Answer = tuple[bool, str]
"""Whether it holds, and why it does or does not, or could not be checked: then it does not."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one requirement."""

    id: RequirementId
    says: str
    """What is required."""
    holds: bool
    reason: str
    """Why it holds or does not, or could not be checked; then it does not."""


def verdicts(store: Store, given: str, now: datetime) -> tuple[Verdict, ...]:
    """All requirements of an alert, checked by what the scan that found it was given, as it is now. Only reads.

    Raises NoSuchAlert and StoreError.
    """
    found = alert_named(store, given)
    needed = requirements(Situation(found.kept.alert, now))
    try:
        learned = learn(replace(found.request.inputs, at=now)) if needed else None
    except InputError as error:
        learned, problem = None, f"could not be checked: {error}"
    else:
        problem = ""
    return tuple(
        Verdict(ident, each.says, *((False, problem) if learned is None else _answer(ident, found, learned)))
        for each in needed
        for ident in (RequirementId(each.id),)
    )


def _answer(ident: RequirementId, found: Found, learned: Learned) -> Answer:
    match ident:
        case RequirementId.VULNERABILITY_FIXED:
            return _fixed(found.kept.alert, learned)
        case RequirementId.CLIENT_GONE:
            return _gone(found, learned)
        case RequirementId.EXPOSURE_GONE:
            return _hidden(found.kept.alert, learned)
        case _:
            assert_never(ident)


def _fixed(alert: Alert, learned: Learned) -> Answer:
    service = learned.knowledge.services.get(alert.service.id)
    if service is None:
        return False, f"{alert.service.id} is in the inventory no more, so that nobody can judge it"
    judged = [learned.knowledge.judge(service, ident) for ident in vulnerabilities_to_fix(alert)]
    left = [v for v in judged if v.state not in {State.FIXED, State.NOT_AFFECTED} or v.restart_needed]
    if not left:
        return True, judged[0].reason
    return False, f"{left[0].id}: {left[0].spoken}: {left[0].reason}"


def _gone(found: Found, learned: Learned) -> Answer:
    """Whether the client, or another of its /64, came to the service after the last time that is known."""
    alert = found.kept.alert
    network = None if alert.client is None else client_network(alert.client.ip)
    if network is None or alert.last_seen is None:
        return False, "could not be checked: nobody knows when the client came last"
    if _STANDARD_INPUT in found.request.paths:
        return False, "could not be checked: the scan read standard input, which cannot be read again"
    outcomes: list[SourceOutcome] = []
    try:
        visits = [time for frame in _visits(found, learned, network, outcomes) for time in frame["time"]]
    except InputError as error:
        return False, f"could not be checked: {error}"
    if visits:
        return False, f"it came again: {max(visits):%Y-%m-%d %H:%M:%S} UTC"
    unread = _unread(outcomes)
    if unread is not None:
        return False, f"could not be checked: {unread}"
    return True, f"no connection after {alert.last_seen:%Y-%m-%d %H:%M:%S} UTC in {len(outcomes)} sources"


def _unread(outcomes: Sequence[SourceOutcome]) -> str | None:
    """What of the logs could not be read, and why; null where all were."""
    problems = (str(outcome.problem) for outcome in outcomes if outcome.problem is not None)
    return next(problems, None if outcomes else "no log is where the scan read them")


def _visits(
    found: Found, learned: Learned, network: Network, outcomes: list[SourceOutcome]
) -> Iterator[pl.DataFrame]:
    """Later connections of the client to the service, batch by batch; the sources go to `outcomes`.

    Whatever the client is listed as today: all of its lines are read.
    """
    alert, knowledge = found.kept.alert, learned.knowledge
    clients = AddressSet.of([str(network)])
    screen = replace(screen_for(learned), known=clients | learned.trusted, literals=None)
    for source in expand(found.request.paths):
        outcome = SourceOutcome(source)
        outcomes.append(outcome)
        for batch in batches(outcome, found.request.format, screen):
            frame = between(resolve_clients(batch.frame, learned.trusted), alert.last_seen, None)
            frame = frame.filter(pl.col("time") > alert.last_seen)
            frame = frame.filter(pl.Series(clients.contains(from_texts(frame["client_ip"].fill_null("")))))
            if frame.height and alert.service.id in knowledge.services:
                bound = bind(frame, list(knowledge.services.values()))
                frame = bound.filter(pl.col("services").list.contains(alert.service.id))
            yield frame


def _hidden(alert: Alert, learned: Learned) -> Answer:
    for other in posture_findings(correlate(empty(), learned.knowledge), learned.knowledge):
        if other.service.id == alert.service.id:
            return False, other.what
    if alert.service.id not in learned.knowledge.services:
        return False, f"{alert.service.id} is in the inventory no more, so that nobody can judge it"
    return True, f"by the inventory {alert.service.id} is bound to an inner address"
