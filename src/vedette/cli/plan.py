"""`vedette plan`: what to do about an alert, step by step; it only reads."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import click

from vedette.cli.exit_codes import ExitCode
from vedette.cli.options import Span
from vedette.cli.places import Places, places_options

if TYPE_CHECKING:
    from vedette.store.places import Store

_BACKENDS: Final = (
    "nftables", "firewalld", "ufw", "iptables", "docker_user", "nginx_deny", "apache_deny", "upstream", "cloud",
)  # fmt: skip
"""Names of `vedette.respond.backends.KEEPERS`, which a test holds this to: help must not load them."""
_CHECKS: Final = ("all", "vulnerability-fixed", "client-gone", "exposure-gone")
"""Names of `vedette.respond.requirements.RequirementId`, held likewise."""
_LONGEST: Final = timedelta(days=30)
"""For how long a client may be kept out: whoever has the address then may be somebody else."""


@click.command(epilog="Example: vedette plan a3f9c1")
@click.argument("alert", metavar="ALERT")
@click.option("-o", "--output", type=click.Choice(["human", "json"]), default="human", show_default=True)
@click.option(
    "--backend", type=click.Choice(_BACKENDS), help="How to keep the client out; chosen unless given."
)
@click.option("--for", "term", type=Span(), default="4h", show_default=True, help="For how long: 4h, 7d.")
@click.option(
    "--check",
    type=click.Choice(_CHECKS),
    help="Carry out this check of step 4 in place of planning; exit with 3 where it fails.",
)
@places_options
def plan(
    alert: str,
    *,
    output: str,
    backend: str | None,
    term: timedelta,
    check: str | None,
    places: Places,
) -> None:
    """Plan the resolution of an alert: disconnect, check for a compromise, patch, assess again, harden.

    ALERT is the start of an id. Nothing is changed. Each action says what it does, what may go wrong, when it ends, how
    to undo it, and how to see that it worked; what a rail refuses is told with the reason.
    """
    now = datetime.now(UTC).replace(microsecond=0)
    if check is not None:
        _check(alert, check, places.store, now, output)
        return
    if not timedelta() < term <= _LONGEST:
        raise click.BadParameter("from a minute to 30d", param_hint="--for")
    from vedette.cli.escape import json_text
    from vedette.cli.plan_text import told
    from vedette.run.case_report import plan_report
    from vedette.run.planning import Wanted, plan_for

    made = plan_for(Wanted(alert, places.state, places.config, now, term, backend, places.store))
    if output == "json":
        click.echo(json_text(plan_report(made), indent=2))
        return
    for line in told(made):
        click.echo(line)


def _check(alert: str, check: str, store: Store, now: datetime, output: str) -> None:
    """Carry out the checks; exit with 3 where one fails."""
    from vedette.cli.escape import json_text
    from vedette.cli.verdict_text import verdict_lines
    from vedette.run.case_report import checks_report
    from vedette.run.closing import verdicts

    found = [v for v in verdicts(store, alert, now) if check in {"all", v.id}]
    if output == "json":
        click.echo(json_text(checks_report(found), indent=2))
    else:
        for line in verdict_lines(found):
            click.echo(line)
    sys.exit(ExitCode.DONE if all(v.holds for v in found) else ExitCode.FINDINGS)
