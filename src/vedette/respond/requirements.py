"""What must be so before an alert may be resolved: the checks of step 4, which `vedette alerts close` carries out too."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from vedette.model.alert import Alert, Kind
from vedette.model.plan import Check, Command, Requirement
from vedette.model.vulnerability import State
from vedette.respond.interface import Rerun, Situation
from vedette.respond.words import path


class RequirementId(StrEnum):
    """What may be required."""

    VULNERABILITY_FIXED = "vulnerability-fixed"
    CLIENT_GONE = "client-gone"
    EXPOSURE_GONE = "exposure-gone"


def requirements(situation: Situation) -> tuple[Requirement, ...]:
    """Those of this alert, in order."""
    return tuple(
        Requirement(ident, says, Check(says, _by_hand(ident, situation)))
        for ident, says in _required(situation.alert)
    )


def vulnerabilities_to_fix(alert: Alert) -> tuple[str, ...]:
    """Ids of what must no longer hold: the attacked one, where that holds or may hold; else all that do."""
    holding = [v.id for v in alert.vulnerabilities if v.state is State.AFFECTED]
    attacked = [
        v.id
        for v in alert.vulnerabilities
        if v.id == alert.attacked_vulnerability and v.state is State.UNKNOWN
    ]
    if alert.attacked_vulnerability in holding:
        return (alert.attacked_vulnerability,)
    return tuple(attacked or holding)


def _required(alert: Alert) -> Iterator[tuple[RequirementId, str]]:
    fix = vulnerabilities_to_fix(alert)
    if fix:
        named = ", ".join(fix[:3]) + (f" and {len(fix) - 3} more" if len(fix) > 3 else "")
        yield (
            RequirementId.VULNERABILITY_FIXED,
            f"{named} holds no longer for the service: fixed or not affected, and started anew",
        )
    if alert.client is not None:
        yield RequirementId.CLIENT_GONE, f"{alert.client.ip} has not come again to the service"
    if alert.kind is Kind.POSTURE_FINDING:
        yield (
            RequirementId.EXPOSURE_GONE,
            "the service is no longer bound so that it can be reached from outside",
        )


def _by_hand(ident: RequirementId, situation: Situation) -> Command:
    return Command(("vedette", "plan", situation.alert.id, "--check", ident, *kept_at(situation.rerun)))


def kept_at(rerun: Rerun) -> tuple[str, ...]:
    """Arguments that name where the alert is kept."""
    named = (("--state", path(rerun.state)), ("--config", path(rerun.config)))
    return tuple(word for option, value in named if value is not None for word in (option, value))
