"""Output of `ss` (iproute2), best as `ss -tulnp`: the listening sockets of one machine.

Without `-p` or without root the processes are not named, and a product is only guessed from the port.
"""

from __future__ import annotations

from dataclasses import dataclass

from vedette.assets.parts import Notes
from vedette.assets.sockets import Listener, address_of, inventory_of, port_of
from vedette.model.errors import MalformedInput
from vedette.model.inventory import Inventory

_STATES = frozenset({"LISTEN", "UNCONN"})


@dataclass(frozen=True, slots=True)
class Ss:
    """Text of ss."""

    name: str = "ss"
    title: str = "ss"

    def sniff(self, head: bytes) -> float:
        """Its heading."""
        first = head.split(b"\n", 1)[0]
        return 0.9 if b"Recv-Q" in first and b"Address:Port" in first and b"State" in first else 0.0

    def read(self, data: bytes, path: str) -> Inventory:
        """The listening sockets of TCP and UDP; all others are passed over."""
        lines = data.decode("utf-8", "replace").splitlines()
        heading = lines[0].split() if lines else []
        if "State" not in heading:
            raise MalformedInput(path, "has no heading: keep the first line of ss", line=1)
        notes = Notes(path)
        listeners = []
        for number, line in enumerate(lines[1:], start=2):
            found = _listener(line.split(), notes, number, with_netid=heading[0] == "Netid")
            if found is not None:
                listeners.append(found)
        return inventory_of(listeners, path, self.title, notes.told())


def _listener(words: list[str], notes: Notes, number: int, *, with_netid: bool) -> Listener | None:
    """The listener of a line; null where the line is about something else, or is left out."""
    if with_netid:
        transport, words = (words[0] if words else ""), words[1:]
    else:
        transport = "udp" if words[:1] == ["UNCONN"] else "tcp"
    if transport not in {"tcp", "udp"} or not words or words[0] not in _STATES:
        return None
    if len(words) < 5:
        notes.leave_out(f"line {number}", "line that breaks off")
        return None
    address, _, name = words[3].rpartition(":")
    port = port_of(name)
    if port is None:
        if name != "*":
            notes.leave_out(f"line {number}", "socket whose port is a name that is not known (use ss -n)")
        return None
    peer = words[4]
    return Listener(
        transport, address_of(address, ipv6="[" in peer or ":::" in words[3]), port, _process(words[5:])
    )


def _process(words: list[str]) -> str | None:
    """`users:(("sshd",pid=1,fd=3))` → `sshd`."""
    text = " ".join(words)
    before, quote, rest = text.partition('users:(("')
    del before
    name, closing, _ = rest.partition('"')
    return name or None if quote and closing else None
