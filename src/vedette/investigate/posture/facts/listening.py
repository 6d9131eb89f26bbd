"""What listens on a machine: from the kernel's tables, or, where they are not at hand, from the inventory."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final

from vedette.assets.live.sockets import Listener, listeners
from vedette.assets.live.tree import Tree
from vedette.model.alert import Evidence
from vedette.model.products import Product, find_product, products
from vedette.model.running import Reach
from vedette.model.service import Service

INVENTORY: Final = "the inventory"
_TABLES: Final = ("/proc/net/tcp", "/proc/net/tcp6", "/proc/net/udp", "/proc/net/udp6")


@dataclass(frozen=True, slots=True)
class Listening:
    """A socket that waits for clients."""

    transport: str
    address: str | None
    """Null where nobody says to which it is bound."""
    port: int
    product: Product | None
    """What listens, as far as it is known."""
    assumed: bool
    """The product is known by the port alone."""
    evidence: Evidence
    reach: tuple[Reach, str] | None = None
    """Who reaches it and why, where somebody looked already."""

    @property
    def local(self) -> bool:
        """Whether only the machine itself can reach it."""
        return self.address is not None and is_local(self.address)


def is_local(address: str) -> bool:
    """Whether an address is of loopback; `localhost` and paths of sockets are."""
    text = address.strip("[]")
    if text == "localhost" or text.startswith(("unix:", "/")):
        return True
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False


def listening_of(tree: Tree, services: Sequence[Service]) -> tuple[Listening, ...]:
    """The listeners of a machine, one for each address and port."""
    if any(tree.is_file(table) for table in _TABLES):
        return tuple(_of_kernel(tree, services))
    return tuple(_of_inventory(services))


def _of_kernel(tree: Tree, services: Sequence[Service]) -> Iterator[Listening]:
    lines = dict(_lines(tree))
    for listener in listeners(tree):
        if listener.port is not None:
            known = _service(listener, services)
            product = find_product(known.product) if known else by_port(listener.transport, listener.port)
            shows = f"{listener.transport} port {listener.port} is bound to {listener.address}"
            table, number, text = lines.get(listener.inode, ("/proc/net", None, ""))
            evidence = Evidence(table, number, None, None, text, shows)
            yield Listening(
                listener.transport, listener.address, listener.port, product, known is None, evidence
            )


def _lines(tree: Tree) -> Iterator[tuple[int, tuple[str, int | None, str]]]:
    """Each socket's line in the kernel's tables, by its number."""
    for table in _TABLES:
        with tree.opened(table) as stream:
            for number, line in enumerate(islice(stream or (), 200_000), 1):
                fields = line.split()
                if number > 1 and len(fields) > 9 and fields[9].isdigit() and len(fields[9]) < 20:
                    yield int(fields[9]), (table, number, line.decode("ascii", "replace").strip()[:120])


def _service(listener: Listener, services: Sequence[Service]) -> Service | None:
    return next((s for s in services if (s.port, s.transport) == (listener.port, listener.transport)), None)


def _of_inventory(services: Sequence[Service]) -> Iterator[Listening]:
    for service in services:
        if service.port is not None and service.transport != "unix":
            bound = service.listen_address
            shows = f"the inventory has it on {service.transport} port {service.port}, bound to {bound or 'nobody says what'}"
            evidence = Evidence(INVENTORY, None, None, None, service.id, shows)
            reach = (service.reach, service.reach_reason or "by the inventory") if service.reach else None
            product = find_product(service.product)
            yield Listening(service.transport, bound, service.port, product, False, evidence, reach)


def by_port(transport: str, port: int) -> Product | None:
    """What most likely listens on a port: one product alone, or nothing; only what should not be reachable counts."""
    return _inward().get(port) if transport == "tcp" else None


@cache
def _inward() -> dict[int, Product]:
    """Products that are not made for the Internet, by the ports that are theirs alone."""
    found: dict[int, list[Product]] = {}
    for product in products():
        for port in product.ports:
            found.setdefault(port, []).append(product)
    return {
        port: each[0]
        for port, each in found.items()
        if not any(product.internet for product in each) and port not in {80, 443, 8000, 8080, 8443, 8888}
    }
