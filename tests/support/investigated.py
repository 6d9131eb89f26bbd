"""Scans kept in a state folder and investigated, for tests of the steps that look into logs."""

from datetime import UTC, datetime

from vedette.investigate.registry import STEPS
from vedette.run.investigation import Investigator
from vedette.run.kept_alerts import keep
from vedette.run.knowledge import Inputs
from vedette.run.scan import Request, scan
from vedette.store import alerts as kept
from vedette.store.database import opened

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
LOOKING = tuple(step for step in STEPS if step.id in {"source", "reputation", "activity"})
"""The steps that look at the client."""


def scanned(state, paths, *, intel=(), assets=(), advisories=(), home=()):
    """The alerts of a scan, kept in the state folder."""
    texts = [[str(path) for path in given] for given in (intel, assets, advisories)]
    request = Request([str(path) for path in paths], Inputs(*texts, home, at=AT))
    result = scan(request)
    keep(result, request, state, AT)
    return result.alerts


def investigator(state, steps=LOOKING):
    return Investigator(state, "ada", clock=lambda: AT, steps=steps)


def steps_of(state, alert, *, again=False, steps=LOOKING):
    """The records of an alert's investigation, by step."""
    found = investigator(state, steps).one(alert.id, again=again)
    return {done.step.id: done.record for done in found.steps}


def fresh_steps(state, alert, *, steps=LOOKING):
    """The steps that an investigation carried out; the others stood."""
    return [done.step.id for done in investigator(state, steps).one(alert.id).steps if done.fresh]


def alert_of(alerts, client, product=None):
    return next(
        a for a in alerts if a.client and a.client.ip == client and product in {None, a.service.product}
    )


def ids(record):
    """Kinds of findings, each once, in order."""
    return list(dict.fromkeys(finding.id for finding in record.findings))


def finding(record, kind, subject=None):
    return next(f for f in record.findings if f.id == kind and subject in {None, f.subject})


def state_of(state, alert):
    with opened(state) as connection:
        return kept.find(connection, alert.id).state
