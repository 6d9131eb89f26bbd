"""Connections without a line in the service's log are seen, and those that need none are not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import polars as pl
import pytest
from example_alert import SERVICE

from vedette.investigate.trail import Part
from vedette.investigate.unlogged import unlogged
from vedette.model.connection import SCHEMA

START = datetime(2026, 11, 24, 10, tzinfo=UTC)
SERVICES = [replace(SERVICE, addresses=("192.0.2.1",))]


def row(seconds, *, network, **columns):
    given = {
        "time": START + timedelta(seconds=seconds),
        "client_ip": "203.0.113.6",
        "protocol": "http",
        **columns,
    }
    if network:
        given |= {"server_ip": "192.0.2.1", "server_port": 80, "transport": "tcp", "source": "flows.log"}
        given.setdefault("state", "SF")
    else:
        given |= {"source": "access.log", "method": "GET"}
    return {name: given.get(name) for name in SCHEMA} | {"part": Part.CLIENT.value}


def compared(*rows):
    frame = pl.DataFrame(list(rows), schema={**SCHEMA, "part": pl.String})
    searched = [
        SimpleNamespace(source=SimpleNamespace(name="flows.log"), format="zeek_conn"),
        SimpleNamespace(source=SimpleNamespace(name="access.log"), format="combined"),
    ]
    return unlogged(SimpleNamespace(rows=frame, searched=searched), SERVICES, SERVICES[0])


def test_a_connection_with_a_line_at_its_time_is_not_alone():
    found = compared(row(0, network=True), row(1, network=False))
    assert (found.flows, found.logged, found.alone.height) == (1, 1, 0)


def test_a_connection_whose_time_no_line_has_is_alone():
    found = compared(
        row(0, network=True, client_port=1), row(3600, network=True, client_port=2), row(1, network=False)
    )
    assert found.alone["client_port"].to_list() == [2]


def test_a_long_connection_may_be_logged_when_it_ends():
    found = compared(row(0, network=True, duration=600.0), row(601, network=False))
    assert found.alone.height == 0


@pytest.mark.parametrize("state", ["S0", "REJ", "RSTO"])
def test_a_connection_that_never_came_about_needs_no_line(state):
    assert compared(row(0, network=True, state=state)).flows == 0
