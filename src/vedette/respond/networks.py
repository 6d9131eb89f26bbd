"""How networks lie to one another; what is no address or network holds nothing."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from vedette.model.addresses import canonical
from vedette.respond.interface import Network


def first_within(network: Network, ips: Iterable[str]) -> str | None:
    """The first of the addresses that the network holds; null where it holds none."""
    return next((ip for ip in ips if _holds(network, ip)), None)


def first_overlapping(network: Network, others: Iterable[str]) -> str | None:
    """The first of the networks, in CIDR notation, that shares an address with this one; null where none does."""
    return next((other for other in others if _overlaps(network, other)), None)


def _holds(network: Network, ip: str) -> bool:
    text = canonical(ip)
    return text is not None and ipaddress.ip_address(text) in network


def _overlaps(network: Network, other: str) -> bool:
    try:
        return network.overlaps(ipaddress.ip_network(other, strict=False))
    except (ValueError, TypeError):
        return False
