"""Whose the listening sockets are: network namespaces, the processes that hold each socket, and what belongs together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vedette.assets.live.containers import container
from vedette.assets.live.figures import is_decimal
from vedette.assets.live.machine import Machine, addresses
from vedette.assets.live.processes import namespace, pids, read_process, sockets
from vedette.assets.live.sockets import Listener, listeners
from vedette.assets.live.tree import Tree

MOST_LISTENERS: Final = 20_000
"""Listeners looked into of one namespace."""


@dataclass(frozen=True, slots=True)
class Space:
    """A network namespace, with the listeners in it."""

    host: str
    addresses: tuple[str, ...]
    listeners: tuple[Listener, ...]
    foreign: bool
    """Not our own: the machine's firewall says nothing of it."""


@dataclass(frozen=True, slots=True)
class Group:
    """Listeners that one application holds."""

    space: Space
    pids: tuple[int, ...]
    """Its processes, the one that the others descend from first; empty where they cannot be seen."""
    listeners: tuple[Listener, ...]

    @property
    def is_local(self) -> bool:
        """Whether it listens on sockets in the file system alone."""
        return all(listener.transport == "unix" for listener in self.listeners)


def groups(tree: Tree, machine: Machine) -> tuple[list[Group], int]:
    """The listeners of all namespaces by application, and how many processes may not be asked what they hold."""
    holders, hidden = _holders(tree)
    return [g for space in _spaces(tree, machine, holders) for g in _grouped(tree, space, holders)], hidden


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
        label = (container(process.cgroups) if process else None) or f"netns:{str(inside)[5:-1]}"
        host = f"{machine.name}/{label}"
        spaces.append(Space(host, addresses(tree, pid), tuple(listeners(tree, pid)), foreign=True))
    return spaces


def _grouped(tree: Tree, space: Space, holders: Mapping[int, list[int]]) -> list[Group]:
    """Listeners by the process from which their holders descend; each that nobody is known to hold by itself."""
    by_first: dict[int, list[Listener]] = {}
    members: dict[int, set[int]] = {}
    unheld = []
    for listener in space.listeners[:MOST_LISTENERS]:
        held = _without_starter(holders.get(listener.inode, []))
        if held:
            first = _first(tree, held)
            by_first.setdefault(first, []).append(listener)
            members.setdefault(first, set()).update(held)
        elif listener.transport != "unix":
            unheld.append(Group(space, (), (listener,)))
    held_ones = [
        Group(space, (first, *sorted(members[first] - {first})), tuple(own))
        for first, own in by_first.items()
    ]
    return held_ones + unheld


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
    return int(fields[1]) if len(fields) > 1 and is_decimal(fields[1]) else 0
