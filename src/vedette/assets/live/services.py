"""From listening sockets to services: who holds each socket, what that is, and who can reach it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from vedette.assets.live.configuration import configured
from vedette.assets.live.configuration.interface import Configured, patterns
from vedette.assets.live.containers import container
from vedette.assets.live.identity import Identity, identify
from vedette.assets.live.machine import Machine, addresses
from vedette.assets.live.processes import Process, namespace, pids, read_process, sockets
from vedette.assets.live.reachability import Rules, reach
from vedette.assets.live.scene import Scene
from vedette.assets.live.shown import shown, shown_all
from vedette.assets.live.sockets import Listener, listeners
from vedette.assets.live.tree import Tree
from vedette.assets.live.units import unit
from vedette.assets.parts import service_id
from vedette.model import inventory as installed
from vedette.model.claim import Rank
from vedette.model.inventory import Inventory
from vedette.model.products import protocol_of
from vedette.model.running import Loaded, Reach, Running, Stale
from vedette.model.service import Service

MOST_PROCESSES: Final = 6
"""Processes looked into of one service: the first and some of its workers, which are alike."""
MOST_SERVICES: Final = 20_000
_WIDEST: Final = ("::", "0.0.0.0")  # noqa: S104 - compared, not bound
_OUTSIDE: Final = frozenset({Reach.OPEN, Reach.FIREWALLED, Reach.UNKNOWN})
"""Reach of listeners that strangers may come to."""


@dataclass(frozen=True, slots=True)
class Space:
    """A network namespace, with the listeners in it."""

    host: str
    addresses: tuple[str, ...]
    listeners: tuple[Listener, ...]
    foreign: bool
    """Not our own: the machine's firewall says nothing of it."""


@dataclass(frozen=True, slots=True)
class _Application:
    """One application with its listeners."""

    space: Space
    machine: Machine
    scenes: tuple[Scene, ...]
    identity: Identity
    configured: Configured
    listeners: tuple[Listener, ...]


def survey(tree: Tree, rules: Rules, *, packages: bool = False) -> Inventory:
    """The services of a machine. Nothing raises: what cannot be seen stands in the notes.

    packages: list what is installed besides, whether or not anything runs it.
    """
    machine = Machine(tree)
    holders, hidden = _holders(tree)
    applications, unheld = list[_Application](), 0
    for space in _spaces(tree, machine, holders):
        grouped, without = _grouped(tree, machine, space, holders)
        applications += grouped
        unheld += without
    services = sorted(_placed(applications, rules), key=lambda s: (s.host, s.port is None, s.port or 0, s.id))
    notes = [
        f"open files of other users' processes, which only root may read: {hidden:,}" if hidden else None,
        f"processes of listening sockets: {unheld:,}" if unheld else None,
        rules.unread,
        *(shown(problem) for problem in machine.packages.problems),
        *(f"{s.product}: {told}" for s in services if s.running for told in s.running.not_seen),
    ]
    return Inventory(
        tuple(services),
        tuple(_installed(machine)) if packages else (),
        notes=tuple(dict.fromkeys(note for note in notes if note)),
    )


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


def _holders(tree: Tree) -> tuple[dict[int, list[int]], int]:
    """Processes by the sockets that they hold, and how many may not be asked."""
    holders: dict[int, list[int]] = {}
    hidden = 0
    for pid in pids(tree):
        held = sockets(tree, pid)
        hidden += held is None
        for inode in held or ():
            holders.setdefault(inode, []).append(pid)
    return holders, hidden


def _spaces(tree: Tree, machine: Machine, holders: dict[int, list[int]]) -> list[Space]:
    """Our own network namespace, then those of the processes that hold sockets, each once."""
    own = namespace(tree, "self", "net") or namespace(tree, 1, "net")
    spaces = [Space(machine.name, addresses(tree), tuple(listeners(tree)), foreign=False)]
    seen = {own, None}
    for pid in sorted({pid for held in holders.values() for pid in held}):
        inside = namespace(tree, pid, "net")
        if inside in seen:
            continue
        seen.add(inside)
        process = read_process(tree, pid, machine.booted)
        label = (container(process.cgroups) if process else None) or f"{inside}".strip("net:[]")
        host = f"{machine.name}/{label}"
        spaces.append(Space(host, addresses(tree, pid), tuple(listeners(tree, pid)), foreign=True))
    return spaces


def _grouped(
    tree: Tree, machine: Machine, space: Space, holders: dict[int, list[int]]
) -> tuple[list[_Application], int]:
    """The applications of a namespace, and how many of its sockets nobody is known to hold."""
    by_process: dict[int, list[Listener]] = {}
    workers: dict[int, set[int]] = {}
    unheld = 0
    for listener in space.listeners[:MOST_SERVICES]:
        held = _without_starter(holders.get(listener.inode, []))
        if not held:
            unheld += listener.transport != "unix"
            continue
        first = _first(tree, held)
        by_process.setdefault(first, []).append(listener)
        workers.setdefault(first, set()).update(held)
    applications = []
    for first, own in by_process.items():
        if all(listener.transport == "unix" for listener in own) and not _may_be_upstream(own):
            continue
        made = _application(tree, machine, space, [first, *sorted(workers[first] - {first})], own)
        if made is not None:
            applications.append(made)
    return applications, unheld


def _without_starter(held: list[int]) -> list[int]:
    """Systemd keeps the sockets of the services that it starts: it is none of them itself."""
    others = [pid for pid in held if pid != 1]
    return others if others and 1 in held else held


def _first(tree: Tree, held: Sequence[int]) -> int:
    """The process that the others descend from: the one whose parent does not hold the socket."""
    parents = {pid: _parent(tree, pid) for pid in held}
    return min((pid for pid in held if parents[pid] not in parents), default=min(held))


def _parent(tree: Tree, pid: int) -> int:
    fields = (tree.text(f"/proc/{pid}/stat", 4096) or "").rpartition(")")[2].split()
    return int(fields[1]) if len(fields) > 1 and fields[1].isdigit() else 0


def _may_be_upstream(own: Iterable[Listener]) -> bool:
    """Sockets of the system's own means of talking are no applications'."""
    return any(not each.address.startswith(("/run/systemd/", "/run/dbus/", "/run/udev/")) for each in own)


def _application(
    tree: Tree, machine: Machine, space: Space, group: Sequence[int], own: Sequence[Listener]
) -> _Application | None:
    processes = [
        p for pid in group[:MOST_PROCESSES] if (p := read_process(tree, pid, machine.booted)) is not None
    ]
    if not processes:
        return None
    where = _root(tree, machine, processes[0])
    scenes = tuple(Scene(process, where.tree, tree, where.packages.owner) for process in processes)
    identity = identify(scenes)
    ports = frozenset(listener.port for listener in own if listener.port is not None)
    product = identity.product.id if identity.product else None
    return _Application(space, where, scenes, identity, configured(product, scenes, ports), tuple(own))


def _root(tree: Tree, machine: Machine, process: Process) -> Machine:
    """The machine that a process sees: a container's, where its files are others than ours."""
    if namespace(tree, process.pid, "mnt") in {None, namespace(tree, "self", "mnt")}:
        return machine
    inside = Tree(Path(tree.raw(f"/proc/{process.pid}/root")))
    ours, theirs = tree.status("/"), inside.status("/")
    if ours is None or theirs is None:
        return machine
    if (ours.st_dev, ours.st_ino) == (theirs.st_dev, theirs.st_ino):
        return machine
    return Machine(inside)


def _placed(applications: Sequence[_Application], rules: Rules) -> list[Service]:
    """The services, once it is known which of them strangers reach through another one."""
    upstreams: dict[str, str] = {}
    placed: list[tuple[_Application, Listener, Reach, str]] = []
    for application in applications:
        for listener in _one_a_port(application.listeners):
            state, why = _reach(application, listener, rules)
            placed.append((application, listener, state, why))
            if state in _OUTSIDE:
                upstreams.update(dict.fromkeys(application.configured.upstreams, application.identity.name))
    services: dict[str, Service] = {}
    for application, listener, state, why in placed:
        proxy = next((upstreams[name] for name in _upstream_names(listener) if name in upstreams), None)
        if listener.transport == "unix" and proxy is None:
            continue
        service = _service(application, listener, state, why)
        if state is Reach.LOOPBACK and proxy is not None:
            service = replace(service, reach=Reach.PROXIED, reach_reason=f"{proxy} passes requests on to it")
        if service.id in services:  # two programs of one name on one port, at different addresses
            other = f"{service.product} at {listener.address}"
            service = replace(
                service, product=other, id=service_id(service.host, other, service.port, service.transport)
            )
        services[service.id] = service
    return list(services.values())


def _reach(application: _Application, listener: Listener, rules: Rules) -> tuple[Reach, str]:
    if application.space.foreign and listener.transport != "unix":
        return reach(
            listener.address,
            listener.transport,
            listener.port,
            Rules({}, "the firewall of its own network namespace"),
        )
    return reach(listener.address, listener.transport, listener.port, rules)


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


def _upstream_names(listener: Listener) -> list[str]:
    """How a proxy may call it."""
    if listener.transport == "unix":
        return [f"unix:{listener.address}"]
    hosts = ["127.0.0.1", "localhost", "[::1]", listener.address]
    return [f"{host}:{listener.port}" for host in hosts]


def _service(application: _Application, listener: Listener, state: Reach, why: str) -> Service:
    identity, space = application.identity, application.space
    product = shown(identity.name)
    package = identity.application
    address = shown(listener.address)
    distribution = application.machine.distribution
    return Service(
        id=service_id(space.host, product, listener.port, listener.transport, address),
        host=space.host,
        addresses=space.addresses,
        listen_address=address,
        port=listener.port,
        transport=listener.transport,
        protocol=protocol_of(product, listener.port, listener.transport),
        product=product,
        version=shown(identity.version) if identity.version else None,
        version_source=identity.source,
        purl=package.purl if package else None,
        cpe=None,
        components=tuple(part.package.purl for part in identity.parts),
        logs=shown_all(patterns(application.configured.logs)),
        platform=shown(distribution.platform) if distribution else "linux",
        config_files=shown_all(application.configured.files),
        reach=state,
        reach_reason=shown(why),
        running=_running(application),
    )


def _running(application: _Application) -> Running:
    process, identity = application.scenes[0].process, application.identity
    bound = [
        f"{each.transport} {shown(each.address)}{'' if each.port is None else f' port {each.port}'}"
        for each in application.listeners
    ]
    return Running(
        pid=process.pid,
        executable=shown(process.executable) if process.executable else None,
        command=shown_all(process.arguments, 64),
        user=None if process.uid is None else application.machine.users.get(process.uid, str(process.uid)),
        started=process.started,
        unit=shown(name) if (name := unit(process.cgroups)) else None,
        container=shown(name) if (name := container(process.cgroups)) else None,
        loaded=tuple(Loaded(part.package.purl, part.evidence, shown(part.file)) for part in identity.parts),
        unowned=shown_all(identity.unowned),
        stale=tuple(Stale(shown(each.file), each.reason, each.installed) for each in identity.stale),
        found=shown_all((f"process {process.pid} holds {', '.join(bound[:20])}", *identity.found)),
        not_seen=shown_all(identity.not_seen),
    )
