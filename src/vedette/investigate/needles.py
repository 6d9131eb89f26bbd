"""The bytes by which a client's address is found in any file, whatever its format.

An IPv4 address is one text. An IPv6 address has many (RFC 4291 section 2.2), and its owner has all of its /64: what is
sought is the text that all of these begin with, and what was found is then read as an address.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from vedette.model.address_set import AddressSet
from vedette.model.addresses import pack

_DIGITS: Final = frozenset(b"0123456789")
_DOT: Final = ord(".")
_V6_TEXT: Final = frozenset(b"0123456789abcdefABCDEF:.")
_LONGEST: Final = 45
"""Characters of the longest IPv6 text."""


@dataclass(frozen=True, slots=True)
class Needles:
    """How to find one client."""

    ip: str
    """Its address, canonical."""
    network: str
    """What counts as it: the address alone, of IPv6 its /64."""
    texts: tuple[bytes, ...]
    """Bytes of which every mention holds one."""

    @property
    def addresses(self) -> AddressSet:
        """The set of what counts as it."""
        return AddressSet.of([self.network])

    def places(self, data: bytes, end: int) -> Iterator[int]:
        """Where in the first `end` bytes the client is mentioned, for each text in order."""
        for text in self.texts:
            at = data.find(text, 0, end)
            while at >= 0:
                if self._is_mention(data, at, len(text)):
                    yield at
                at = data.find(text, at + 1, end)

    def mentioned_in(self, text: str) -> bool:
        """Whether a text mentions the client."""
        data = text.encode("utf-8", "backslashreplace")
        return next(self.places(data, len(data)), None) is not None

    def _is_mention(self, data: bytes, at: int, length: int) -> bool:
        if ":" not in self.ip:
            return not (_goes_on_before(data, at) or _goes_on_behind(data, at + length))
        if at and data[at - 1] in _V6_TEXT:
            return False
        return _within(_token(data, at), self.network)


def needles_for(ip: str) -> Needles:
    """How to find the client of a canonical address."""
    address = ipaddress.ip_address(ip)
    if isinstance(address, ipaddress.IPv4Address):
        return Needles(ip, f"{ip}/32", (ip.encode(),))
    network = ipaddress.ip_network((int(address) >> 64 << 64, 64))
    return Needles(ip, str(network), tuple(sorted(_beginnings(address))))


def _beginnings(address: ipaddress.IPv6Address) -> set[bytes]:
    """The groups up to the first that may be left out, short or with all their zeros, in either case of letters.

    Of an address that begins with zeros, none of which is routed, only forms that write the first group are found.
    """
    groups = address.exploded.split(":")[:4]
    nought = next((place for place, group in enumerate(groups) if not int(group, 16)), 4)
    full = ":".join(groups[: max(nought, 1)]) + ":"
    short = ":".join(f"{int(group, 16):x}" for group in groups[: max(nought, 1)]) + ":"
    return {text.encode() for text in (full, short, full.upper(), short.upper())}


def _goes_on_before(data: bytes, at: int) -> bool:
    """Whether digits stand before, or a dot with digits before it: then it is part of something longer."""
    if at == 0:
        return False
    if data[at - 1] == _DOT:
        return at > 1 and data[at - 2] in _DIGITS
    return data[at - 1] in _DIGITS


def _goes_on_behind(data: bytes, end: int) -> bool:
    if end >= len(data):
        return False
    if data[end] == _DOT:
        return end + 1 < len(data) and data[end + 1] in _DIGITS
    return data[end] in _DIGITS


def _token(data: bytes, at: int) -> str:
    end = at
    while end < len(data) and end - at < _LONGEST and data[end] in _V6_TEXT:
        end += 1
    return data[at:end].decode("ascii")


def _within(token: str, network: str) -> bool:
    """Whether a text is an address of a /64, perhaps with a port or a full stop behind it."""
    wanted = ipaddress.ip_network(network).network_address.packed[:8]
    for text in (token, token.rstrip(":."), token.rpartition(":")[0]):
        found = pack(text)
        if found is not None and len(found) == 16:
            return found[:8] == wanted
    return False
