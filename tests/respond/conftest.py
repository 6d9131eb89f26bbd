"""Situations, and a network to try plans in."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cable import cable
from example_alert import ALERT, SERVICE

from vedette.model.alert import Client, Evidence, Kind, Outcome, Verdict
from vedette.model.reputation import UNKNOWN
from vedette.respond.interface import HostFacts, Situation

NOW = datetime.now(UTC).replace(microsecond=0)
"""Rules that end by themselves are tried against the kernel's own clock."""


def situation_for(ip="203.0.113.66", *, service=None, host=None, now=NOW, alert=None, **more):
    """An attack of that client on port 8080."""
    attacked = replace(
        ALERT,
        kind=Kind.INCIDENT,
        verdict=Verdict.COMPROMISED,
        client=Client(ip, UNKNOWN, None, None),
        service=replace(SERVICE, port=8080, **(service or {})),
        outcome=Outcome.CONFIRMED_SUCCESSFUL,
        evidence=(Evidence("access.log", 7, None, None, f'{ip} "GET /"', "it came"),),
        **(alert or {}),
    )
    return Situation(attacked, now, host or HostFacts(), **more)


@pytest.fixture(scope="session")
def situation():
    """Makes one."""
    return situation_for


@pytest.fixture
def lab():
    """A cable with a server at one end."""
    with cable() as ends:
        ends.serve()
        yield ends
