"""Builders for detection: connections, services, and what they are held against."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from vedette.detect.kernel import Knowledge
from vedette.detect.rules.matching import RuleSet
from vedette.intel.formats import FORMATS
from vedette.intel.reputation_set import ReputationSet
from vedette.intel.vetting import vet
from vedette.model.connection import conform
from vedette.model.home import home_networks
from vedette.model.service import Service, VersionSource
from vedette.model.vulnerability import Exposure, State, Vulnerability

START = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
BAD, STRANGER, SERVER = "203.0.113.66", "198.51.100.9", "192.0.2.10"

Connections = Callable[..., pl.DataFrame]


@pytest.fixture(scope="session")
def rules() -> RuleSet:
    return RuleSet.load()


def connections(*rows: dict[str, Any]) -> pl.DataFrame:
    """A table of connections; each row is an HTTP request of the listed client unless it says otherwise."""
    filled = [
        {
            "time": START + timedelta(seconds=number),
            "client_ip": BAD,
            "server_ip": SERVER,
            "server_port": 8080,
            "transport": "tcp",
            "protocol": "http",
            "source": "access.log",
            "line": number + 1,
            "offset": number * 100,
            "raw": f"{row.get('method', 'GET')} {row.get('path', '/')}",
        }
        | row
        for number, row in enumerate(rows)
    ]
    return conform(pl.DataFrame(filled, infer_schema_length=None))


def service(**changes: Any) -> Service:
    """An application on the server's port 8080."""
    facts: dict[str, Any] = {
        "id": "web-1/aiohttp:8080/tcp",
        "host": "web-1",
        "addresses": (SERVER,),
        "listen_address": "0.0.0.0",
        "port": 8080,
        "transport": "tcp",
        "protocol": "http",
        "product": "aiohttp",
        "version": "3.9.1",
        "version_source": VersionSource.DECLARED,
        "purl": "pkg:pypi/aiohttp@3.9.1",
        "cpe": None,
        "components": (),
        "logs": (),
    }
    return Service(**(facts | changes))


def vulnerability(identifier: str, state: State = State.AFFECTED, **changes: Any) -> Vulnerability:
    """A vulnerability in some state."""
    facts: dict[str, Any] = {
        "reason": "as the test says",
        "matched": None,
        "cvss": 7.5,
        "epss": None,
        "kev": False,
        "fixed_version": None,
        "cwes": (),
    }
    return Vulnerability(id=identifier, state=state, **(facts | changes))


def knowledge(
    rules: RuleSet,
    *vulnerabilities: Vulnerability,
    services: tuple[Service, ...] | None = None,
    listed: tuple[str, ...] = (BAD,),
    home: tuple[str, ...] = (),
) -> Knowledge:
    """Everything that connections are held against: one service with these vulnerabilities, one list of clients."""
    feed = FORMATS["plain"].read(("\n".join(listed) + "\n").encode(), "local.txt")
    inventory = (service(),) if services is None else services
    known = {v.id: v for v in vulnerabilities}

    def judge(_service: Service, identifier: str) -> Vulnerability:
        return known.get(identifier, vulnerability(identifier, State.NOT_AFFECTED))

    return Knowledge(
        home=home_networks(home),
        reputations=ReputationSet.build([vet(feed)], home),
        services={s.id: s for s in inventory},
        exposures={s.id: Exposure(s.id, tuple(vulnerabilities), ()) for s in inventory},
        rules=rules,
        judge=judge,
    )
