"""Which machines of several sources are the same one."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from vedette.model.service import Service


class Hosts:
    """The machines of several sources, each under the name that was given first.

    Two are the same where their names are equal, or where they share an address and one of the names is an address or
    the short form of the other. An address that many machines have (loopback, link-local) joins nothing.
    """

    def __init__(self, services: Iterable[Service], names: Iterable[str]) -> None:
        self._names: dict[str, str] = {}
        by_address: dict[str, list[str]] = {}
        for service in services:
            self._names.setdefault(service.host.casefold(), service.host)
            for address in {*service.addresses, *_own(service.host)}:
                if _identifies(address):
                    by_address.setdefault(address, []).append(service.host)
        for name in names:
            self._names.setdefault(name.casefold(), name)
        for hosts in by_address.values():
            self._join(list(dict.fromkeys(hosts)))

    def name(self, host: str) -> str:
        """The name that the machine goes by."""
        return self._names.get(host.casefold(), host)

    def _join(self, hosts: list[str]) -> None:
        for i, one in enumerate(hosts):
            for other in hosts[i + 1 :]:
                if self.name(one) != self.name(other) and _alike(one, other):
                    kept, given_up = self.name(one), self.name(other)
                    if _own(kept) and not _own(given_up):
                        kept, given_up = given_up, kept
                    for key, name in self._names.items():
                        if name == given_up:
                            self._names[key] = kept


def _own(host: str) -> tuple[str, ...]:
    """The address that a host's name is, where it is one."""
    try:
        return (str(ipaddress.ip_address(host)),)
    except ValueError:
        return ()


def _identifies(address: str) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return not (parsed.is_loopback or parsed.is_link_local or parsed.is_unspecified or parsed.is_multicast)


def _alike(one: str, other: str) -> bool:
    if _own(one) or _own(other):
        return True
    return one.casefold().partition(".")[0] == other.casefold().partition(".")[0]
