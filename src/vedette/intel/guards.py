"""Addresses that no list may condemn, whatever it says: special ranges, well-known public resolvers, home networks.

Documentation ranges (RFC 5737, RFC 3849) are not among them: nobody on the Internet uses them, laboratories and
demonstrations do. Private ranges (RFC 1918, RFC 6598, RFC 4193) are, by way of the home networks, which they are where
the user names none.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from vedette.model.reputation import Context, ContextKind

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_SPECIAL: Final[tuple[tuple[str, str], ...]] = (
    ("0.0.0.0/8", "this network (RFC 791)"),
    ("127.0.0.0/8", "loopback (RFC 1122)"),
    ("169.254.0.0/16", "link-local (RFC 3927)"),
    ("192.0.0.0/24", "protocol assignments (RFC 6890)"),
    ("224.0.0.0/4", "multicast (RFC 5771)"),
    ("240.0.0.0/4", "reserved (RFC 1112)"),
    ("255.255.255.255/32", "broadcast (RFC 919)"),
    ("::/128", "unspecified (RFC 4291)"),
    ("::1/128", "loopback (RFC 4291)"),
    ("fe80::/10", "link-local (RFC 4291)"),
    ("ff00::/8", "multicast (RFC 4291)"),
)
"""Blocks that cannot be a client from outside (IANA's special-purpose address registries, RFC 6890)."""

_RESOLVERS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("Google Public DNS", ("8.8.8.8", "8.8.4.4", "2001:4860:4860::8888", "2001:4860:4860::8844", "2001:4860:4860::64", "2001:4860:4860::6464")),
    ("Cloudflare DNS", ("1.1.1.1", "1.0.0.1", "1.1.1.2", "1.0.0.2", "1.1.1.3", "1.0.0.3", "2606:4700:4700::1111", "2606:4700:4700::1001", "2606:4700:4700::1112", "2606:4700:4700::1002", "2606:4700:4700::1113", "2606:4700:4700::1003")),
    ("Quad9", ("9.9.9.9", "9.9.9.10", "9.9.9.11", "149.112.112.112", "149.112.112.10", "149.112.112.11", "2620:fe::fe", "2620:fe::9", "2620:fe::10", "2620:fe::11", "2620:fe::fe:10", "2620:fe::fe:11")),
    ("OpenDNS", ("208.67.222.222", "208.67.220.220", "208.67.222.220", "208.67.220.222", "208.67.222.123", "208.67.220.123", "2620:119:35::35", "2620:119:53::53")),
    ("Level 3", ("4.2.2.1", "4.2.2.2", "4.2.2.3", "4.2.2.4", "4.2.2.5", "4.2.2.6")),
    ("AdGuard DNS", ("94.140.14.14", "94.140.15.15", "94.140.14.15", "94.140.15.16", "2a10:50c0::ad1:ff", "2a10:50c0::ad2:ff")),
    ("CleanBrowsing", ("185.228.168.9", "185.228.169.9", "185.228.168.10", "185.228.169.11", "185.228.168.168", "185.228.169.168")),
    ("Comodo Secure DNS", ("8.26.56.26", "8.20.247.20")),
    ("DNS.WATCH", ("84.200.69.80", "84.200.70.40")),
    ("Yandex DNS", ("77.88.8.8", "77.88.8.1", "77.88.8.88", "77.88.8.2")),
    ("AliDNS", ("223.5.5.5", "223.6.6.6", "2400:3200::1", "2400:3200:baba::1")),
    ("DNSPod", ("119.29.29.29",)),
    ("114DNS", ("114.114.114.114", "114.114.115.115")),
    ("Verisign Public DNS", ("64.6.64.6", "64.6.65.6")),
    ("DNS4EU", ("86.54.11.1", "86.54.11.100")),
    ("Mullvad DNS", ("194.242.2.2",)),
)  # fmt: skip
"""The resolvers that half the world is set to, as their makers publish them: on lists only by mistake."""


@dataclass(frozen=True, slots=True)
class Guard:
    """A network that no list may condemn."""

    network: Network
    reason: str
    """Why an opinion on it does not count."""
    context: Context | None
    """What it is, for people; null for home networks."""


def guards(home: Iterable[Network]) -> tuple[Guard, ...]:
    """All guarded networks, given the home networks."""
    special = (
        Guard(ipaddress.ip_network(block), f"special address: {what}", Context(ContextKind.SPECIAL, what))
        for block, what in _SPECIAL
    )
    resolvers = (
        Guard(
            ipaddress.ip_network(address), f"public resolver: {owner}", Context(ContextKind.RESOLVER, owner)
        )
        for owner, addresses in _RESOLVERS
        for address in addresses
    )
    homes = (Guard(network, f"one of our own networks: {network}", None) for network in home)
    return (*special, *resolvers, *homes)


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Networks from text, host bits ignored; raises ValueError at the first that is none."""
    return tuple(ipaddress.ip_network(text, strict=False) for text in texts)
