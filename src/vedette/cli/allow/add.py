"""`vedette allow add`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import click

from vedette.cli.options import Network, in_utc
from vedette.cli.places import state_option

_UNITS: Final = {"h": "hours", "d": "days", "w": "weeks"}


class Until(click.ParamType[datetime]):
    """When an entry ends: ISO 8601, or how long from now on (`12h`, `30d`, `8w`). Without a zone it is UTC."""

    name = "TIME"

    def convert(
        self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The time, in UTC."""
        if isinstance(value, datetime):
            return value
        try:
            if value[-1:] in _UNITS and value[:-1].isdecimal() and len(value) < 6:
                return datetime.now(UTC) + timedelta(**{_UNITS[value[-1]]: int(value[:-1])})
            return in_utc(value)
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is no time; write 2026-12-31 or 30d", param, ctx)


@click.command(
    epilog="Example: vedette allow add 192.0.2.0/28 --owner ops --reason 'uptime probes' --expires 90d"
)
@state_option
@click.option("--owner", required=True, metavar="NAME", help="Who answers for it.")
@click.option("--reason", required=True, metavar="TEXT", help="Why it is allowed.")
@click.option("--expires", type=Until(), help="Until when: a time, or 12h, 30d, 8w from now on.")
@click.option("--never-expires", is_flag=True, help="It holds until it is removed.")
@click.argument("network", type=Network(), metavar="IP|CIDR")
def add(
    *, state: Path, owner: str, reason: str, expires: datetime | None, never_expires: bool, network: str
) -> None:
    """Allow an address or a network. An entry of the same network is replaced.

    Say until when: what was right once is seldom right for ever.
    """
    from vedette.intel import allowlist
    from vedette.model.reputation import Allowance

    if (expires is None) is not never_expires:
        raise click.UsageError("say either --expires TIME or --never-expires")
    try:
        new = allowlist.checked(Allowance(network, owner, reason, datetime.now(UTC), expires))
        replaced = allowlist.add(state, new)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    end = f"until {expires:%Y-%m-%d %H:%M} UTC" if expires else "until it is removed"
    instead = f", in place of the entry of {replaced.owner}" if replaced else ""
    click.echo(f"{new.network} is allowed {end}{instead}", err=True)
