"""A machine: its name, its addresses, its distribution and its users; or a container, which has its own."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from vedette.assets.live.figures import is_decimal
from vedette.assets.live.os_release import Distribution, distribution
from vedette.assets.live.packages import Packages, read_packages
from vedette.assets.live.processes import boot_time
from vedette.assets.live.tree import Tree


@dataclass(frozen=True)
class Machine:
    """What is the same for all processes below one root."""

    tree: Tree

    @cached_property
    def distribution(self) -> Distribution | None:
        """Null where it does not say."""
        return distribution(self.tree)

    @cached_property
    def packages(self) -> Packages:
        """Its package databases."""
        return read_packages(self.tree, self.distribution)

    @cached_property
    def users(self) -> dict[int, str]:
        """Names of its users, by number (passwd(5))."""
        rows = (line.split(":") for line in (self.tree.text("/etc/passwd", 16 << 20) or "").splitlines())
        return {int(row[2]): row[0] for row in rows if len(row) > 3 and is_decimal(row[2])}

    @cached_property
    def booted(self) -> datetime | None:
        """When it started, UTC."""
        return boot_time(self.tree)

    @property
    def name(self) -> str:
        """Its host name."""
        for place in ("/proc/sys/kernel/hostname", "/etc/hostname"):
            text = (self.tree.text(place, 1024) or "").strip()
            if text:
                return text
        return "localhost"


def addresses(tree: Tree, pid: int | None = None) -> tuple[str, ...]:
    """The addresses of a network namespace but those of loopback: of the process, or our own.

    IPv4 from `fib_trie`, where a local address is a leaf with `/32 host LOCAL` below it; IPv6 from `if_inet6`.
    """
    folder = "/proc/net" if pid is None else f"/proc/{pid}/net"
    found: dict[str, None] = {}
    leaf = ""
    for line in (tree.text(f"{folder}/fib_trie", 64 << 20) or "").splitlines():
        words = line.split()
        if words[:1] == ["|--"]:
            leaf = words[1]
        elif words[:3] == ["/32", "host", "LOCAL"] and not leaf.startswith("127."):
            found[leaf] = None
    for line in (tree.text(f"{folder}/if_inet6", 1 << 20) or "").splitlines():
        word = line.split()[0] if line.split() else ""
        if len(word) == 32 and all(c in "0123456789abcdef" for c in word):
            address = socket.inet_ntop(
                socket.AF_INET6, struct.pack(">QQ", int(word[:16], 16), int(word[16:], 16))
            )
            if address != "::1" and not address.startswith("fe80"):
                found[address] = None
    return tuple(found)
