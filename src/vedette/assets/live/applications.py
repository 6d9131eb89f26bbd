"""An application that listens: what it is, how it is configured, and what was seen of its processes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from vedette.assets.live.configuration import configured
from vedette.assets.live.configuration.interface import Configured, patterns
from vedette.assets.live.containers import container
from vedette.assets.live.identity import Identity, identify
from vedette.assets.live.machine import Machine
from vedette.assets.live.processes import Process, namespace, read_process
from vedette.assets.live.scene import Scene
from vedette.assets.live.shown import shown, shown_all
from vedette.assets.live.sockets import Listener
from vedette.assets.live.spaces import Group
from vedette.assets.live.tree import Tree
from vedette.assets.live.units import unit
from vedette.assets.parts import service_id
from vedette.model.products import protocol_of
from vedette.model.running import Loaded, Reach, Running, Stale
from vedette.model.service import Service, unidentified

MOST_PROCESSES: Final = 6
"""Processes looked into of one service: the first and some of its workers, which are alike."""
UNKNOWN: Final = "unknown"
"""Product of a listener whose process cannot be seen."""


@dataclass(frozen=True, slots=True)
class Application:
    """One application with its listeners."""

    group: Group
    machine: Machine
    """Where its files are: a container's, where it is in one."""
    scenes: tuple[Scene, ...]
    identity: Identity
    configured: Configured


def examine(tree: Tree, machine: Machine, group: Group) -> Application | None:
    """The application of a group; null where its processes cannot be seen, or have ended."""
    read = (read_process(tree, pid, machine.booted) for pid in group.pids[:MOST_PROCESSES])
    processes = [process for process in read if process is not None]
    if not processes:
        return None
    where = _root(tree, machine, processes[0])
    scenes = tuple(Scene(process, where.tree, tree, where.packages.owner) for process in processes)
    identity = identify(scenes)
    ports = frozenset(listener.port for listener in group.listeners if listener.port is not None)
    product = identity.product.id if identity.product else None
    return Application(group, where, scenes, identity, configured(product, scenes, ports))


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


def service(application: Application, listener: Listener, reach: Reach, reason: str) -> Service:
    """The service that the application is at one of its listeners."""
    identity, space = application.identity, application.group.space
    product, address = shown(identity.name), shown(listener.address)
    package, distribution = identity.application, application.machine.distribution
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
        reach=reach,
        reach_reason=shown(reason),
        running=_running(application),
    )


def unseen(group: Group, listener: Listener, reach: Reach, reason: str) -> Service:
    """A listener of which nothing but its port is known. It is listed all the same: somebody answers there."""
    space = group.space
    known = unidentified(
        service_id(space.host, UNKNOWN, listener.port, listener.transport),
        space.host,
        UNKNOWN,
        port=listener.port,
        transport=listener.transport,
        protocol=protocol_of(UNKNOWN, listener.port, listener.transport),
        addresses=space.addresses,
        listen_address=listener.address,
    )
    return replace(known, reach=reach, reach_reason=shown(reason))


def _running(application: Application) -> Running:
    process, identity = application.scenes[0].process, application.identity
    bound = _bound(application.group.listeners)
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
        found=shown_all((f"process {process.pid} holds {bound}", *identity.found)),
        not_seen=shown_all(identity.not_seen),
    )


def _bound(given: Iterable[Listener]) -> str:
    """`tcp 0.0.0.0 port 80, unix /run/app.sock`, of many the first."""
    places = [
        f"{each.transport} {shown(each.address)}{'' if each.port is None else f' port {each.port}'}"
        for each in given
    ]
    return ", ".join(places[:20])
