"""Output of `lsof -i`, best as `lsof -nP -i` by root: the listening sockets of one machine."""

from __future__ import annotations

from dataclasses import dataclass

from vedette.assets.parts import Notes
from vedette.assets.sockets import Listener, address_of, inventory_of, port_of
from vedette.model.inventory import Inventory


@dataclass(frozen=True, slots=True)
class Lsof:
    """Text of lsof."""

    name: str = "lsof"
    title: str = "lsof"

    def sniff(self, head: bytes) -> float:
        """Its heading."""
        words = head.split(b"\n", 1)[0].split()
        return (
            0.9 if words[:2] == [b"COMMAND", b"PID"] and words[-1:] == [b"NAME"] and b"TYPE" in words else 0.0
        )

    def read(self, data: bytes, path: str) -> Inventory:
        """The listening sockets of TCP, and those of UDP that no peer is named of."""
        notes = Notes(path)
        listeners = []
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines()[1:], start=2):
            found = _listener(line.split(), notes, number)
            if found is not None:
                listeners.append(found)
        return inventory_of(listeners, path, self.title, notes.told())


def _listener(words: list[str], notes: Notes, number: int) -> Listener | None:
    """The listener of a line; null where the line is about something else, or is left out.

    The columns before the type vary (thread, size); from the transport on they do not.
    """
    kind = next((w for w in words if w in {"IPv4", "IPv6"}), None)
    position = next((i for i, w in enumerate(words) if w in {"TCP", "UDP"}), None)
    if kind is None or position is None or position + 1 >= len(words):
        return None
    name, state = words[position + 1], words[position + 2 : position + 3]
    transport = words[position].lower()
    if "->" in name or (transport == "tcp" and state != ["(LISTEN)"]):
        return None
    address, _, port_name = name.rpartition(":")
    port = port_of(port_name)
    if port is None:
        if port_name != "*":
            notes.leave_out(f"line {number}", "socket whose port is a name that is not known (use lsof -P)")
        return None
    return Listener(transport, address_of(address, ipv6=kind == "IPv6"), port, words[0].replace("\\x20", " "))
