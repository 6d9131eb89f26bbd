"""Who else came from the client's network: its /24, of IPv6 its /64, and its autonomous system."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from vedette.intel.reputation_set import ReputationSet
from vedette.model.alert import Alert
from vedette.store.alerts import Kept

_V4_PREFIX = 24
"""What is announced to the Internet at least: longer IPv4 prefixes are filtered (RIPE-399 section 2.2)."""
_V6_PREFIX = 64
"""One site's, or one customer's, at most (RFC 6177)."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Kept alerts of clients near this one, apart from its own."""

    network: str
    """The client's /24 or /64."""
    own: tuple[Alert, ...]
    """Other alerts of the client itself."""
    near: tuple[Alert, ...]
    """Alerts of other addresses in that network."""
    same_asn: tuple[Alert, ...]
    """Alerts of clients elsewhere in its autonomous system."""


def network_of(ip: str) -> str:
    """The network whose addresses are one neighbourhood."""
    prefix = _V6_PREFIX if ":" in ip else _V4_PREFIX
    return str(ipaddress.ip_network(f"{ip}/{prefix}", strict=False))


def neighbourhood(alert: Alert, ip: str, asn: int | None, kept: Sequence[Kept]) -> Neighbourhood:
    """The alerts around a client. asn: its autonomous system; null where unknown."""
    network = network_of(ip)
    others = sorted((k.alert for k in kept if k.alert.client and k.alert.id != alert.id), key=_order)
    own, near, same_asn = [], [], []
    for other in others:
        client = other.client
        if client is None:
            continue
        if client.ip == ip:
            own.append(other)
        elif network_of(client.ip) == network:
            near.append(other)
        elif asn is not None and client.asn == asn:
            same_asn.append(other)
    return Neighbourhood(network, tuple(own), tuple(near), tuple(same_asn))


def _order(alert: Alert) -> tuple[int, str]:
    return (-alert.severity.rank, alert.id)


def listed_around(ip: str, reputations: ReputationSet) -> tuple[int, int] | None:
    """How many other addresses of an IPv4 client's /24 are listed today, and of how many; null for IPv6: too many."""
    if ":" in ip:
        return None
    others = [str(address) for address in ipaddress.ip_network(network_of(ip)) if str(address) != ip]
    return sum(reputation.listed for reputation in reputations.lookup(others)), len(others)
