"""Options that several commands share, and the kinds of value that they take."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

import click

from vedette.model.errors import InputError

Command = TypeVar("Command", bound=Callable[..., Any])

_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class Network(click.ParamType[str]):
    """A network or address in CIDR notation."""

    name = "CIDR"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The value, once it is known to be a network."""
        try:
            return str(ipaddress.ip_network(value, strict=False))
        except ValueError:
            self.fail(f"{value!r} is no network; write 192.0.2.0/24 or 2001:db8::/32", param, ctx)


class Moment(click.ParamType[datetime]):
    """A point in time: ISO 8601, or how long ago (`90m`, `24h`, `7d`). Without a zone it is UTC."""

    name = "TIME"

    def convert(
        self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The time, in UTC."""
        if isinstance(value, datetime):
            return value
        try:
            return _moment(value)
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is no time; write 2026-11-24T10:00 or 24h", param, ctx)


class Span(click.ParamType[timedelta]):
    """How long: `90m`, `24h`, `7d`, `2w`."""

    name = "SPAN"

    def convert(
        self, value: str | timedelta, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """The span of time."""
        span = value if isinstance(value, timedelta) else _span(value)
        if not span:
            self.fail(f"{value!r} is no span of time; write 90m, 24h, 7d", param, ctx)
        return span


def _span(value: str) -> timedelta | None:
    """What a number and a unit mean; null where it is something else."""
    if value[-1:] in _UNITS and value[:-1].isdecimal() and len(value) < 8:
        return timedelta(**{_UNITS[value[-1]]: int(value[:-1])})
    return None


def _moment(value: str) -> datetime:
    """The time that is meant. Raises ValueError for what is none, OverflowError for one that no calendar has."""
    span = _span(value)
    if span is not None:
        return datetime.now(UTC) - span
    return in_utc(value)


def in_utc(text: str) -> datetime:
    """A time in ISO 8601, in UTC; without a zone it is UTC. Raises ValueError, OverflowError."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class TelemetryFormat(click.ParamType[str]):
    """A telemetry format by name, or how to read the lines."""

    name = "FORMAT"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The value, once it is known to be a format; a wrong one is told before anything is read."""
        from vedette.telemetry import FORMATS
        from vedette.telemetry.requested import requested

        try:
            requested(value, FORMATS)
        except InputError as error:
            self.fail(f"{error.reason}{f' ({error.hint})' if error.hint else ''}", param, ctx)
        return value


def format_option(command: Command) -> Command:
    """The telemetry format, where it is not to be recognised."""
    return click.option(
        "--format",
        "format_",
        type=TelemetryFormat(),
        metavar="NAME",
        help="Telemetry format; recognised by content unless given.",
    )(command)
