"""The services of a machine: what listens, what that is, and who can reach it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from vedette.assets.live.applications import Application, examine, service, unseen
from vedette.assets.live.machine import Machine
from vedette.assets.live.reachability import Rules, reach
from vedette.assets.live.shown import shown
from vedette.assets.live.sockets import Listener
from vedette.assets.live.spaces import Group, groups
from vedette.assets.live.tree import Tree
from vedette.assets.parts import service_id
from vedette.model import inventory as installed
from vedette.model.claim import Rank
from vedette.model.inventory import Inventory
from vedette.model.running import Reach
from vedette.model.service import Service

_WIDEST: Final = ("::", "0.0.0.0")  # noqa: S104 - compared, not bound
_OUTSIDE: Final = frozenset({Reach.OPEN, Reach.FIREWALLED, Reach.UNKNOWN})
"""Reach of listeners that strangers may come to."""
_FOREIGN: Final = Rules({}, "the firewall of its own network namespace")


def survey(tree: Tree, rules: Rules, *, packages: bool = False) -> Inventory:
    """The services of a machine. Nothing raises: what cannot be seen stands in the notes.

    packages: list what is installed besides, whether or not anything runs it.
    """
    machine = Machine(tree)
    found, hidden = groups(tree, machine)
    defects: list[str] = []
    examined = (_examined(tree, machine, group, defects) for group in found if not group.is_local)
    applications = [application for application in examined if application is not None]
    services = _placed(applications, rules)
    upstreams = _upstreams(applications, services)
    services = [_behind(each, upstreams) for each in services]
    services += [_behind(each, upstreams) for each in _local(tree, machine, found, upstreams, defects)]
    seen = {id(application.group) for application in applications}
    lost = [group for group in found if not group.is_local and id(group) not in seen]
    services += [unseen(g, each, *_reach(g, each, rules)) for g in lost for each in g.listeners]
    unique = _unique(services)
    return Inventory(
        tuple(sorted(unique, key=lambda s: (s.host, s.port is None, s.port or 0, s.id))),
        tuple(_installed(machine)) if packages else (),
        notes=(*defects, *_notes(machine, unique, hidden, len(lost), rules)),
    )


def _examined(tree: Tree, machine: Machine, group: Group, defects: list[str]) -> Application | None:
    """The application; null where its processes cannot be seen. One that we fail on does not hide the others."""
    try:
        return examine(tree, machine, group)
    except Exception as error:  # noqa: BLE001 - what is looked at is hostile, and a defect of ours is told as one
        told = shown(f"{type(error).__name__}: {error}".splitlines()[0], 200)
        defects.append(
            f"process {group.pids[0]}, on which discovery failed ({told}): a defect of Vedette, please report it"
        )
        return None


def _notes(machine: Machine, services: Iterable[Service], hidden: int, lost: int, rules: Rules) -> list[str]:
    notes = [
        f"open files of other users' processes, which only root may read: {hidden:,}" if hidden else None,
        f"processes of listening sockets: {lost:,}" if lost else None,
        rules.unread,
        *(shown(problem) for problem in machine.packages.problems),
        *(f"{s.product}: {told}" for s in services if s.running for told in s.running.not_seen),
    ]
    return list(dict.fromkeys(note for note in notes if note))


def _installed(machine: Machine) -> Iterator[installed.Package]:
    for manager, database in machine.packages.installed.items():
        for package in database.packages:
            yield installed.Package(
                host=machine.name,
                name=shown(package.name),
                version=package.version,
                purl=package.purl,
                source=manager,
                rank=Rank.PACKAGE_MANAGER,
                platform=machine.distribution.platform if machine.distribution else None,
            )


def _placed(applications: Iterable[Application], rules: Rules) -> list[Service]:
    return [
        service(application, listener, *_reach(application.group, listener, rules))
        for application in applications
        for listener in _one_a_port(application.group.listeners)
        if listener.transport != "unix"
    ]


def _upstreams(applications: Sequence[Application], services: Iterable[Service]) -> dict[str, str]:
    """Whom those that strangers may come to pass requests on to, and the name of who does."""
    outside = {s.running.pid for s in services if s.running is not None and s.reach in _OUTSIDE}
    return {
        place: application.identity.name
        for application in applications
        if application.scenes[0].process.pid in outside
        for place in application.configured.upstreams
    }


def _local(
    tree: Tree, machine: Machine, found: Iterable[Group], upstreams: dict[str, str], defects: list[str]
) -> Iterator[Service]:
    """Applications behind a proxy, on sockets in the file system. All other sockets there are the machine's own."""
    for group in found:
        behind = [each for each in group.listeners if f"unix:{each.address}" in upstreams]
        application = _examined(tree, machine, group, defects) if behind else None
        if application is not None:
            yield from (service(application, each, *_reach(group, each, _FOREIGN)) for each in behind)


def _behind(each: Service, upstreams: dict[str, str]) -> Service:
    """The service, told to be reached through a proxy where one passes requests on to it."""
    if each.transport == "unix":
        names = [f"unix:{each.listen_address}"]
    else:
        names = [f"{h}:{each.port}" for h in ("127.0.0.1", "localhost", "[::1]", each.listen_address)]
    proxy = next((upstreams[name] for name in names if name in upstreams), None)
    if proxy is None or each.reach is not Reach.LOOPBACK:
        return each
    return replace(each, reach=Reach.PROXIED, reach_reason=f"{shown(proxy)} passes requests on to it")


def _unique(services: Iterable[Service]) -> list[Service]:
    """Each id once: workers with a socket of their own each are one service; two programs of one name get two names."""
    unique: dict[str, Service] = {}
    for each in services:
        known = unique.get(each.id)
        if known is None:
            unique[each.id] = each
        elif (known.listen_address, known.purl) != (each.listen_address, each.purl):
            product = f"{each.product} at {each.listen_address}"
            identity = service_id(each.host, product, each.port, each.transport, each.listen_address)
            unique[identity] = replace(each, product=product, id=identity)
    return list(unique.values())


def _reach(group: Group, listener: Listener, rules: Rules) -> tuple[Reach, str]:
    known = _FOREIGN if group.space.foreign else rules
    return reach(listener.address, listener.transport, listener.port, known)


def _one_a_port(given: Iterable[Listener]) -> list[Listener]:
    """One for each port and transport: the one that is bound to most addresses, and to none of loopback."""
    best: dict[object, Listener] = {}
    for listener in given:
        key = (listener.transport, listener.port, listener.address if listener.transport == "unix" else None)
        best[key] = min(listener, best.get(key, listener), key=_narrowness)
    return list(best.values())


def _narrowness(listener: Listener) -> tuple[int, bool, str]:
    wide = _WIDEST.index(listener.address) if listener.address in _WIDEST else len(_WIDEST)
    return wide, listener.address.startswith("127.") or listener.address == "::1", listener.address
