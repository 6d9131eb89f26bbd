"""The plan of an alert: all steps for its situation, and what was known when it was made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from vedette.model.plan import Plan, Step
from vedette.respond.interface import HostFacts, Situation
from vedette.respond.requirements import requirements
from vedette.respond.steps import STEPS


def plan(situation: Situation) -> Plan:
    """The resolution of the situation's alert. The same situation gives the same plan."""
    alert = situation.alert
    return Plan(
        alert=alert.id,
        severity=alert.severity,
        subject=f"{alert.client.ip if alert.client else 'anyone'} → {alert.where}",
        made=situation.now,
        host=alert.service.host,
        host_facts=tuple(_known(situation.host)),
        gaps=tuple(_gaps(situation)),
        steps=tuple(_numbered(step.plan(situation)) for step in STEPS),
        requirements=requirements(situation),
    )


def _numbered(step: Step) -> Step:
    """The step with each action's id once: two packages may have one name in two ecosystems."""
    seen: Counter[str] = Counter()
    actions = []
    for action in step.actions:
        seen[action.id] += 1
        number = seen[action.id]
        actions.append(action if number == 1 else replace(action, id=f"{action.id}-{number}"))
    return replace(step, actions=tuple(actions))


def _known(host: HostFacts) -> Iterator[str]:
    if not host.here:
        return
    for name, values in (
        ("own addresses", host.addresses),
        ("gateways", host.gateways),
        ("resolvers", host.resolvers),
        ("sessions from", tuple(f"{admin.ip} ({admin.how})" for admin in host.admins)),
        ("tools", tuple(sorted(host.programs))),
    ):
        yield f"{name}: {', '.join(values) or 'none seen'}"


def _gaps(situation: Situation) -> Iterator[str]:
    service, host = situation.alert.service, situation.host
    if not host.here:
        yield (
            f"{service.host} is not this machine: its gateways, resolvers and live sessions could not be seen, and no "
            "rail could hold the plan to them. Make the plan there, or look before each command"
        )
    yield from (f"Not seen: {unread}" for unread in host.unread)
    if not situation.records:
        yield "No investigation is kept for this alert: `vedette investigate` finds out more"
