"""Output of `netstat`, best as `netstat -tulnp` on Linux or `netstat -an` elsewhere: the sockets of one machine.

Without `-p` or without root the processes are not named, and a product is only guessed from the port.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vedette.assets.parts import Notes
from vedette.assets.sockets import Listener, address_of, inventory_of, port_of
from vedette.model.inventory import Inventory

_TRANSPORTS: Final = {
    "tcp": "tcp", "tcp4": "tcp", "tcp6": "tcp", "tcp46": "tcp", "udp": "udp", "udp4": "udp", "udp6": "udp", "udp46": "udp",
}  # fmt: skip
_ANYONE: Final = frozenset({"*", "*.*", "*:*", "0.0.0.0:*", "[::]:*", ":::*"})


@dataclass(frozen=True, slots=True)
class Netstat:
    """Text of netstat."""

    name: str = "netstat"
    title: str = "netstat"

    def sniff(self, head: bytes) -> float:
        """Its heading."""
        return 0.9 if b"Proto" in head and b"Local Address" in head and b"Foreign Address" in head else 0.0

    def read(self, data: bytes, path: str) -> Inventory:
        """The listening sockets of TCP and UDP; all others are passed over."""
        notes = Notes(path)
        listeners = []
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
            found = _listener(line.split(), notes, number)
            if found is not None:
                listeners.append(found)
        return inventory_of(listeners, path, self.title, notes.told())


def _listener(words: list[str], notes: Notes, number: int) -> Listener | None:
    """The listener of a line; null where the line is about something else, or is left out."""
    transport = _TRANSPORTS.get(words[0]) if words else None
    if transport is None:
        return None
    if len(words) < 5:
        notes.leave_out(f"line {number}", "line that breaks off")
        return None
    local, foreign = words[3], words[4]
    rest = words[5:]
    listening = rest[:1] in (["LISTEN"], ["LISTENING"]) if transport == "tcp" else foreign in _ANYONE
    if not listening:
        return None
    separator = ":" if ":" in foreign else "."
    address, _, name = local.rpartition(separator)
    port = port_of(name)
    if port is None:
        if name != "*":
            notes.leave_out(
                f"line {number}", "socket whose port is a name that is not known (use netstat -n)"
            )
        return None
    return Listener(transport, address_of(address, ipv6=words[0].endswith("6")), port, _process(rest))


def _process(words: list[str]) -> str | None:
    """`1161/sshd` → `sshd`; a name is cut by netstat itself at 15 characters or less."""
    for word in words:
        pid, slash, name = word.partition("/")
        if slash and pid.isdigit() and name:
            return name.rstrip(":")
    return None
