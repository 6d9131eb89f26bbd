"""Which addresses may be connected to: those of the public Internet, and others only where a feed says so.

A feed's URL, and even more a redirect, could lead to what only this machine can reach: its own services, the network
behind it, the metadata service of its cloud that hands out credentials (server-side request forgery, CWE-918). The
ranges are those of IANA's special-purpose address registries (RFC 6890).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Final

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _networks(table: Mapping[str, str]) -> tuple[tuple[Network, str], ...]:
    return tuple((ipaddress.ip_network(text), kind) for text, kind in table.items())


_NEVER: Final = _networks(
    {
        "169.254.169.254/32": "a cloud's metadata service",
        "169.254.170.0/24": "a cloud's metadata service",
        "100.100.100.200/32": "a cloud's metadata service",
        "168.63.129.16/32": "a cloud's metadata service",
        "192.0.0.192/32": "a cloud's metadata service",
        "fd00:ec2::/32": "a cloud's metadata service",
        "0.0.0.0/8": "unspecified",
        "224.0.0.0/4": "multicast",
        "240.0.0.0/4": "reserved",
        "::/128": "unspecified",
        "ff00::/8": "multicast",
    }
)
"""Nothing that is fetched stands there, whatever is allowed."""
_PRIVATE: Final = _networks(
    {
        "10.0.0.0/8": "private",
        "100.64.0.0/10": "shared by a carrier's clients",
        "127.0.0.0/8": "this machine itself",
        "169.254.0.0/16": "link-local",
        "172.16.0.0/12": "private",
        "192.0.0.0/24": "reserved",
        "192.0.2.0/24": "for documentation",
        "192.88.99.0/24": "a 6to4 relay",
        "192.168.0.0/16": "private",
        "198.18.0.0/15": "for benchmarks",
        "198.51.100.0/24": "for documentation",
        "203.0.113.0/24": "for documentation",
        "::1/128": "this machine itself",
        "fc00::/7": "private",
        "fe80::/10": "link-local",
        "2001::/23": "reserved",
        "2001:db8::/32": "for documentation",
        "2002::/16": "a 6to4 tunnel",
        "3fff::/20": "for documentation",
    }
)
_GLOBAL_V6: Final = ipaddress.IPv6Network("2000::/3")
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")


def refusal(address: str, *, allow_private: bool) -> str | None:
    """Why must not be connected to an address, as in `private`; null where it may. Raises ValueError for no address."""
    found = _plain(ipaddress.ip_address(address.partition("%")[0]))
    if kind := _kind(found, _NEVER):
        return kind
    if allow_private:
        return None
    if kind := _kind(found, _PRIVATE):
        return kind
    return "not of the public Internet" if found.version == 6 and found not in _GLOBAL_V6 else None


def _plain(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for (RFC 4291, 2.5.5.2; RFC 6052), else the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address


def _kind(address: Address, table: tuple[tuple[Network, str], ...]) -> str | None:
    return next((kind for network, kind in table if address in network), None)
