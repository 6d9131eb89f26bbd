"""`vedette alerts close`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from vedette.cli.alerts.moving import by_option, move
from vedette.cli.options import Span
from vedette.cli.places import Places, places_options
from vedette.model.lifecycle import State

if TYPE_CHECKING:
    from vedette.store.places import Store


@click.command()
@click.argument("alert", metavar="ALERT")
@click.option("--reason", required=True, metavar="TEXT", help="What was done, or why it was none.")
@click.option("--false-positive", is_flag=True, help="It was none.")
@click.option(
    "--without-check",
    is_flag=True,
    help="Close it although checks fail: an exception, with an owner and an end.",
)
@click.option("--owner", metavar="NAME", help="Who answers for the exception.")
@click.option(
    "--for", "span", type=Span(), help="For how long the exception holds: 30d. A scan then opens it again."
)
@by_option
@places_options
def close(
    alert: str,
    reason: str,
    *,
    false_positive: bool,
    without_check: bool,
    owner: str | None,
    span: timedelta | None,
    who: str,
    places: Places,
) -> None:
    """Say that an alert is resolved, or was none.

    It is resolved only where the checks of its plan pass (vedette plan ALERT --check all). --without-check takes the
    reason in place of them, with --owner and --for.
    """
    if without_check and (false_positive or owner is None or span is None or span <= timedelta()):
        raise click.UsageError("--without-check is for resolving, and needs --owner NAME and --for SPAN")
    if not without_check and (owner is not None or span is not None):
        raise click.UsageError("--owner and --for belong to --without-check")
    if false_positive:
        move(places.store, alert, State.FALSE_POSITIVE, who=who, reason=reason)
    elif span is not None:
        told = f"exception of {owner}: {reason}"
        move(places.store, alert, State.RESOLVED, who=who, reason=told, until=datetime.now(UTC) + span)
    else:
        _refuse_unless_checked(places.store, alert)
        move(places.store, alert, State.RESOLVED, who=who, reason=reason)


def _refuse_unless_checked(store: Store, alert: str) -> None:
    """Raises NotAllowed where a check fails; all of them are told on standard error."""
    from vedette.cli.verdict_text import verdict_lines
    from vedette.model.errors import NotAllowed
    from vedette.run.closing import verdicts

    found = verdicts(store, alert, datetime.now(UTC))
    failed = [v for v in found if not v.holds]
    if failed:
        for line in verdict_lines(found):
            click.echo(line, err=True)
        raise NotAllowed(
            f"alert {alert} is not resolved: {len(failed)} of {len(found)} checks fail ({failed[0].id}); "
            f"`vedette plan {alert}` says what to do, --without-check makes an exception"
        )
