"""Two network namespaces joined by one cable: the server's, and the rest of the world's.

Neither has a way to the machine's own network, so nothing that is recorded can leave it.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address

from .places import ADDRESSES, CLIENT_SPACE, ROUTERS, WEB_SPACE
from .tools import run

PREFIXES = (24, 64)
"""Length of the server's own network, for IPv4 and IPv6."""


@contextmanager
def network(clients: Iterable[str]) -> Iterator[None]:
    """Both namespaces, up and joined, with every client's address on one side; removed at the end."""
    _remove()
    try:
        _build()
        _settle(clients)
        yield
    finally:
        _remove()


def within(space: str, *words: str) -> list[str]:
    """The command that runs these words in a namespace."""
    return ["ip", "netns", "exec", space, *words]


def _build() -> None:
    for space in (WEB_SPACE, CLIENT_SPACE):
        run("ip", "netns", "add", space)
        run("ip", "-n", space, "link", "set", "lo", "up")
    run(
        "ip", "link", "add", "eth0", "netns", WEB_SPACE, "type", "veth", "peer", "eth0", "netns", CLIENT_SPACE
    )
    for space, ends, mac in (
        (WEB_SPACE, ADDRESSES, "02:00:00:00:00:10"),
        (CLIENT_SPACE, ROUTERS, "02:00:00:00:00:01"),
    ):
        run("ip", "-n", space, "link", "set", "eth0", "address", mac, "up")
        # Without offloading, packets are captured as they would be on a wire: at most 1,500 bytes, sums right.
        run(*within(space, "ethtool", "-K", "eth0", "tx", "off", "tso", "off", "gso", "off", "gro", "off"))
        for address, prefix in zip(ends, PREFIXES, strict=True):
            _give(space, f"{address}/{prefix}", "eth0")
    for router in ROUTERS:
        run("ip", "-n", WEB_SPACE, "route", "add", "default", "via", router)


def _settle(clients: Iterable[str]) -> None:
    for client in clients:
        _give(CLIENT_SPACE, f"{client}/{ip_address(client).max_prefixlen}", "lo")


def _give(space: str, address: str, device: str) -> None:
    no_check = ["nodad"] if ":" in address else []
    run("ip", "-n", space, "address", "add", address, "dev", device, *no_check)


def _remove() -> None:
    for space in (WEB_SPACE, CLIENT_SPACE):
        subprocess.run(["ip", "netns", "delete", space], check=False, stderr=subprocess.DEVNULL)
