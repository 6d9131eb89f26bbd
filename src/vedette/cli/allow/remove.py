"""`vedette allow remove`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from vedette.cli.exit_codes import ExitCode
from vedette.cli.options import Network
from vedette.cli.places import state_option


@click.command()
@state_option
@click.argument("network", type=Network(), metavar="IP|CIDR")
def remove(*, state: Path, network: str) -> None:
    """Allow an address or a network no longer. It must be written as the entry has it; 1 where there is none."""
    from vedette.intel import allowlist

    removed = allowlist.remove(state, network)
    if removed is None:
        click.echo(f"vedette: no entry allows exactly {network}", err=True)
        sys.exit(ExitCode.ERROR)
    click.echo(f"{removed.network} is no longer allowed", err=True)
