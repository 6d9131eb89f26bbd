"""`plan`: the resolution of a kept alert, from what is kept, what is configured and what this machine is."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from vedette.config.loading import load
from vedette.intel.allowlist import read as read_allowlist
from vedette.model.plan import Plan
from vedette.respond.interface import HostFacts, Rerun, Situation
from vedette.respond.planning import plan
from vedette.respond.words import client_network
from vedette.run.host_facts import host_facts, is_here
from vedette.run.kept_alerts import Found, alert_named
from vedette.store import alerts as kept
from vedette.store.database import opened
from vedette.store.investigations import steps_of
from vedette.store.places import Server, Store

TERM: Final = timedelta(hours=4)
"""For how long a client is kept out unless told otherwise: long enough to look, short enough to harm nobody long."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a plan is asked for."""

    given: str
    """The start of an alert's id."""
    state: Path
    config: Path | None
    now: datetime
    term: timedelta = TERM
    backend: str | None = None
    store: Store | None = None
    """Where the alert is kept; in the state folder where it is null."""

    @property
    def kept_in(self) -> Store:
        """Where the alert is kept."""
        return self.store or self.state


def plan_for(wanted: Wanted, facts: Callable[[], HostFacts] = host_facts) -> Plan:
    """The plan of the alert. Only reads. Raises NoSuchAlert, StoreError, ConfigError.

    facts: what this machine is, asked only where the alert is about it.
    """
    return plan(situation_of(wanted, facts))


def situation_of(wanted: Wanted, facts: Callable[[], HostFacts] = host_facts) -> Situation:
    """All that the plan depends on. Raises as `plan_for`."""
    found = alert_named(wanted.kept_in, wanted.given)
    alert = found.kept.alert
    with opened(wanted.kept_in) as connection:
        records = {step: each.record for step, each in steps_of(connection, alert.id).items()}
        first = next(iter(kept.history(connection, alert.id)), None)
    inputs = found.request.inputs
    network = None if wanted.config is None else load(wanted.config).settings.network
    return Situation(
        alert=alert,
        now=wanted.now,
        host=facts() if is_here(alert.service.host) else HostFacts(),
        records=records,
        trusted=_networks((*inputs.trusted_proxies, *(network.trusted_proxies if network else ()))),
        home=_networks(inputs.home or (network.home if network else ())),
        allowed=_allowed(alert.client.ip if alert.client else None, wanted),
        rerun=_rerun(found, wanted),
        term=wanted.term,
        backend=wanted.backend,
        found_at=first.at if first is not None else None,
    )


def _networks(texts: Iterable[str]) -> tuple[str, ...]:
    """The networks in the one spelling that commands take. Both sources have refused what is none."""
    return tuple(dict.fromkeys(str(ipaddress.ip_network(text, strict=False)) for text in texts))


def _allowed(ip: str | None, wanted: Wanted) -> str | None:
    """Why the client, or its /64, is on the allowlist today."""
    network = None if ip is None else client_network(ip)
    if network is None:
        return None
    for entry in read_allowlist(wanted.state).entries:
        allowed = ipaddress.ip_network(entry.network)
        if entry.holds(wanted.now) and network.overlaps(allowed):
            return entry.told
    return None


def _rerun(found: Found, wanted: Wanted) -> Rerun:
    """What the scan was given, as arguments."""
    inputs = found.request.inputs
    database = wanted.config if isinstance(wanted.store, Server) else None
    configured = inputs.config if database is None and inputs.config and inputs.config.exists() else None
    judging = _options({"--assets": inputs.assets, "--advisories": inputs.advisories, "--vex": inputs.vex})
    scanning = _options(
        {
            "--intel": inputs.intel,
            "--geo": inputs.geo,
            "--home": inputs.home,
            "--trusted-proxy": inputs.trusted_proxies,
            "--format": [found.request.format] if found.request.format else [],
            "--config": [str(configured)] if configured else [],
        }
    )
    return Rerun(
        paths=found.request.paths,
        read=found.read,
        options=(*judging, *scanning),
        state=str(wanted.state.absolute()),
        config=str(database.absolute()) if database else None,
    )


def _options(given: dict[str, Iterable[str]]) -> tuple[str, ...]:
    return tuple(word for option, values in given.items() for value in values for word in (option, value))
