"""What listens on a machine, for people: a line for each service, the next what is to know of it. 100 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import click

from vedette.cli.columns import cut, fit, wrapped
from vedette.cli.escape import printable
from vedette.model.counting import plural
from vedette.model.running import Reach
from vedette.model.service import Service

WIDTH: Final = 100
_INDENT: Final = " " * 11
_OUTSIDE: Final = frozenset({Reach.OPEN, Reach.PROXIED})
_MOST_STALE: Final = 3
"""Files that are told of a service that must be started anew; the JSON has all of them."""
_MOST_FILES: Final = 4
"""Configuration files, and logs, that are told of a service."""


def table(services: Sequence[Service]) -> Iterator[str]:
    """The lines: a headline, then each service by its port; what strangers reach stands in colour."""
    yield _headline(services)
    host = None
    for service in services:
        if service.host != host:
            host = service.host
            yield ""
            yield cut(printable(f"{host}  {service.platform or ''}".rstrip()), WIDTH)
        yield from _lines(service)


def _headline(services: Sequence[Service]) -> str:
    restart = len(
        {service.running.pid for service in services if service.running and service.running.restart_needed}
    )
    figures = [
        plural(len(services), "listener"),
        f"{sum(service.reach in _OUTSIDE for service in services):,} that strangers reach",
        f"{restart:,} to be started anew",
    ]
    return " · ".join(figures)


def _lines(service: Service) -> Iterator[str]:
    place = f"{service.transport}/{service.port}" if service.port is not None else service.transport
    name = printable(f"{service.product} {service.version or '(version unknown)'}")
    reach = service.reach.value if service.reach is not None else ""
    line = f"{fit(place, 10)} {fit(name, 44)} {fit(reach, 11)}{printable(_process(service))}"
    yield click.style(cut(line, WIDTH), bold=service.reach in _OUTSIDE)
    if service.transport == "unix":
        yield from _detail("socket", service.listen_address or "")
    yield from _detail("config", _some(service.config_files))
    yield from _detail("logs", _some(service.logs))
    running = service.running
    if running is None:
        return
    yield from _detail("loaded", f"{plural(len(running.loaded), 'package')}{_unowned(len(running.unowned))}")
    for stale in running.stale[:_MOST_STALE]:
        yield from _detail("restart", f"{stale.file}: {stale.reason}")
    if len(running.stale) > _MOST_STALE:
        yield from _detail("restart", f"and {len(running.stale) - _MOST_STALE:,} more files")


def _process(service: Service) -> str:
    running = service.running
    if running is None:
        return ""
    return " ".join(
        part for part in (f"pid {running.pid}", running.user, running.unit, running.container) if part
    )


def _some(files: Sequence[str]) -> str:
    more = f" and {len(files) - _MOST_FILES:,} more" if len(files) > _MOST_FILES else ""
    return ", ".join(files[:_MOST_FILES]) + more


def _unowned(count: int) -> str:
    return f", {plural(count, 'file')} of no known package" if count else ""


def _detail(label: str, text: str) -> Iterator[str]:
    if text:
        yield from wrapped(f"{_INDENT}{fit(label, 8)}", printable(text), WIDTH)
