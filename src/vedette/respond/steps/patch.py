"""3 Patch: bring the fixed version, start the service anew; where there is no fix, mitigate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from vedette.model.errors import InvalidVersion
from vedette.model.plan import Action, Check, Command, Manual, Step, StepName
from vedette.model.purl import Purl, parse_purl
from vedette.model.service import Service
from vedette.model.vulnerability import State, Vulnerability
from vedette.respond.environment import environment_of
from vedette.respond.interface import Situation
from vedette.respond.mitigations import mitigations
from vedette.respond.packages import manager_of
from vedette.respond.packages.interface import Upgrade
from vedette.respond.words import package_name, unit, version
from vedette.vulns.versions import scheme_for_purl_type

_TITLE: Final = "Patch the application"
_MOST: Final = 20
"""Packages that are told; where more are vulnerable the whole system is to be brought up to date."""


class Patch:
    """The package URL that was judged decides how."""

    name: Final = StepName.PATCH

    def plan(self, situation: Situation) -> Step:
        """The step."""
        holding = to_remove(situation)
        if not holding:
            return Step(self.name, _TITLE, ("No vulnerability of the service is known to hold",), (), ())
        upgrades = list(_upgrades(situation.alert.service, holding))
        actions = [*upgrades, *_restart(situation.alert.service, upgraded=bool(upgrades))]
        attacked = situation.alert.attacked_vulnerability
        unfixed = [
            v for v in holding if not v.restart_needed and (v.fixed_version is None or v.id == attacked)
        ]
        actions += [action for each in unfixed[:_MOST] for action in mitigations(each)]
        return Step(
            self.name, _TITLE, tuple(_facts(holding)), tuple(_gaps(situation, holding)), tuple(actions)
        )


def to_remove(situation: Situation) -> tuple[Vulnerability, ...]:
    """The vulnerabilities that hold or may hold, the attacked one first."""
    alert = situation.alert
    holding = [v for v in alert.vulnerabilities if v.state in {State.AFFECTED, State.UNKNOWN}]
    return tuple(sorted(holding, key=lambda v: v.id != alert.attacked_vulnerability))


def _facts(holding: tuple[Vulnerability, ...]) -> Iterator[str]:
    for each in holding[:_MOST]:
        fixed = f"fixed in {each.fixed_version}" if each.fixed_version else "no fixed version is known"
        goal = "" if each.restart_needed else f"; {fixed}"
        yield f"{each.id} {each.spoken}: {each.reason}{goal}"
    if len(holding) > _MOST:
        yield f"And {len(holding) - _MOST:,} more"


def _gaps(situation: Situation, holding: tuple[Vulnerability, ...]) -> Iterator[str]:
    if any(v.state is State.UNKNOWN and not v.restart_needed for v in holding):
        yield "What is unknown may hold: the reason beside it says what is missing"
    running = situation.alert.service.running
    if running is None:
        yield (
            "What runs the service was not seen, so its unit and its environment are not known: an inventory of "
            "`vedette assets discover` on the machine tells them"
        )
    elif running.unit is None and running.container is None:
        yield "No systemd unit runs the service: how it is started anew is for a person to say"


def _upgrades(service: Service, holding: tuple[Vulnerability, ...]) -> Iterator[Action]:
    """One upgrade for each package, to the highest of the fixed versions that advisories name for it."""
    by_purl: dict[str, list[Vulnerability]] = {}
    for each in holding:
        if each.restart_needed:
            continue
        matched = each.matched if each.matched and each.matched.startswith("pkg:") else service.purl
        by_purl.setdefault(matched or "", []).append(each)
    for text, found in list(by_purl.items())[:_MOST]:
        yield _upgrade(service, parse_purl(text) if text else None, found)


def _upgrade(service: Service, purl: Purl | None, found: list[Vulnerability]) -> Action:
    fixed = list(dict.fromkeys(v.fixed_version for v in found if v.fixed_version))
    container = service.running.container if service.running is not None else None
    automatic = None if purl is None or container is not None else _by_manager(service, purl, fixed)
    return automatic or _by_hand(service, purl, fixed, container)


def _by_manager(service: Service, purl: Purl, fixed: list[str]) -> Action | None:
    """The upgrade by a package manager; null where none serves the package, or a name or version could be misread."""
    manager, goal = manager_of(purl.type), _highest(purl.type, fixed)
    if manager is None or (fixed and goal is None):
        return None
    scoped = manager.id == "npm"
    name = package_name(
        f"{purl.namespace}/{purl.name}" if scoped and purl.namespace else purl.name, scoped=scoped
    )
    if name is None:
        return None
    place = environment_of(service, purl) if manager.needs_place else None
    action = manager.upgrade(Upgrade(name, version(purl.version), goal, place))
    return replace(action, id=f"{StepName.PATCH}.{action.id}")


def _highest(type_: str, fixed: list[str]) -> str | None:
    """The version that has all fixes; null where there is none, one is no version, or nobody knows their order."""
    scheme = scheme_for_purl_type(type_)
    if not fixed or scheme is None or any(version(each) is None for each in fixed):
        return None
    try:
        return max(fixed, key=scheme.key)
    except InvalidVersion:
        return None


def _by_hand(service: Service, purl: Purl | None, fixed: list[str], container: str | None) -> Action:
    """For a person: another ecosystem, an image, a part inside an application, or nobody knows of what package."""
    what = (
        f"{purl.key.name} {purl.version or ''}".strip()
        if purl
        else f"{service.product} {service.version or ''}"
    )
    highest = _highest(purl.type, fixed) if purl is not None else None
    goal = highest or " and ".join(fixed)
    where = (
        f"It runs in a container ({container}): build its image anew with the fixed version, and start it from there"
        if container
        else "Raise it where the application is built, and deploy the application again"
    )
    return Action(
        id=f"{StepName.PATCH}.upgrade-by-hand"
        + (f"-{purl.name}" if purl and package_name(purl.name) else ""),
        does=f"Bring {what.strip()} to {goal} or later"
        if goal
        else f"Bring {what.strip()} to a version that has the fix: which one has it is not known here",
        doing=(Manual(f"{where}. [who builds it: …] Keep what runs now, to go back to."),),
        risk="A new version may behave otherwise: try it before",
        undo=(Manual("Start what ran before again"),),
    )


def _restart(service: Service, *, upgraded: bool) -> Iterator[Action]:
    """A process goes on with the code that it has loaded."""
    running = service.running
    named = unit(running.unit) if running is not None else None
    container = running.container if running is not None else None
    if container is not None and upgraded:
        return
    if container is not None:
        doing: tuple[Command | Manual, ...] = (
            Manual(f"Start the container {container} on {service.host} anew"),
        )
        verify: tuple[Check, ...] = ()
    elif named is not None:
        doing = (Command(("systemctl", "restart", named)),)
        verify = (Check("the unit runs", Command(("systemctl", "is-active", named))),)
    else:
        doing = (Manual(f"Start {service.product} on {service.host} anew [unit or command: …]"),)
        verify = ()
    why = "with the new code" if upgraded else "since it still runs the code from before the fix"
    yield Action(
        id=f"{StepName.PATCH}.restart",
        does=f"Start {service.product} anew, {why}",
        doing=doing,
        risk="The service is away while it starts; if it does not come up, go back to the old version and start again",
        verify=verify,
    )
