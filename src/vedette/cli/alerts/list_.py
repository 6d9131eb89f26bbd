"""`vedette alerts list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from vedette.cli.columns import cut, fit
from vedette.cli.escape import json_text, printable
from vedette.cli.places import Places, places_options
from vedette.cli.scan_table import ID_DIGITS, WIDTH
from vedette.model.alert import Severity
from vedette.model.lifecycle import State

if TYPE_CHECKING:
    from vedette.store.alerts import Kept


@click.command(name="list")
@click.option(
    "--in",
    "states",
    multiple=True,
    type=click.Choice([*map(str, State), "all"]),
    help="Only those in this state. Those that are open, by default.",
)
@click.option("--min-severity", type=click.Choice([*map(str, Severity)]), default="info", show_default=True)
@click.option("-o", "--output", type=click.Choice(["human", "jsonl"]), default="human", show_default=True)
@places_options
def list_(states: tuple[str, ...], min_severity: str, output: str, places: Places) -> None:
    """List alerts, gravest first."""
    from vedette.store import alerts as kept
    from vedette.store.database import opened

    wanted = [s for s in State if s in states or "all" in states or (not states and s.is_open)]
    with opened(places.store) as connection:
        found = kept.every(connection, wanted)
    shown = [k for k in found if k.alert.severity.rank >= Severity(min_severity).rank]
    for one in shown:
        click.echo(json_text(_record(one)) if output == "jsonl" else _line(one))
    if output == "human" and not shown:
        click.echo("No alerts.")


def _record(kept: Kept) -> dict[str, object]:
    alert = kept.alert
    return {
        "id": alert.id,
        "state": kept.state,
        "severity": alert.severity,
        "kind": alert.kind,
        "verdict": alert.verdict,
        "client": alert.client.ip if alert.client else None,
        "service": alert.service.id,
        "what": alert.what,
        "last_seen": alert.last_seen,
    }


def _line(kept: Kept) -> str:
    alert = kept.alert
    client = alert.client.ip if alert.client else "-"
    words = (fit(alert.severity.upper(), 8), fit(kept.state, 14), fit(alert.verdict or alert.kind, 20))
    reached = f"{client} → {alert.service.product} on {alert.service.host}"
    return cut(printable("  ".join((alert.id[:ID_DIGITS], *words, reached))), WIDTH)
