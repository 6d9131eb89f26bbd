"""Link layers: from a captured frame to the EtherType and place of what it carries.

Values: LINKTYPE_ of tcpdump.org and EtherTypes of IEEE 802. Functions read past the end of hostile data with
`struct.error` or `IndexError`, which `vedette.telemetry.pcap.packets` maps; each step moves forward.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Final

IPV4: Final = 0x0800
IPV6: Final = 0x86DD
NOTHING: Final = 0
"""Instead of an EtherType: carries nothing that has one."""

Carried = tuple[int, int]
"""EtherType, and where what it names starts."""

_SHIMS: Final[dict[int, Carried]] = {
    0x8100: (2, 4),  # 802.1Q
    0x88A8: (2, 4),  # 802.1ad, QinQ
    0x9100: (2, 4),  # QinQ before the standard
    0x9200: (2, 4),
    0x9300: (2, 4),
    0x8926: (4, 6),  # VN-Tag
    0x88E7: (16, 18),  # 802.1ah, provider backbone bridge: service tag, then an Ethernet header
    0x8903: (14, 16),  # FabricPath: tag, then an Ethernet header
    0x6558: (12, 14),  # an Ethernet header as payload
}
"""Layers between Ethernet and IP: where, after them, the next EtherType stands, and where its payload."""
_MPLS: Final = (0x8847, 0x8848)
_PPPOE: Final = 0x8864
_LONGEST_802_3: Final = 0x0600
_PPP: Final = {0x0021: IPV4, 0x0057: IPV6, 0x0281: 0x8847, 0x0283: 0x8848}
_FAMILIES: Final = {2: IPV4, 10: IPV6, 24: IPV6, 28: IPV6, 30: IPV6}
"""AF_INET, and AF_INET6 as Linux, NetBSD, FreeBSD and macOS number it."""
_PAYLOAD_OF_NFLOG: Final = 9

_u16: Final[Callable[[bytes, int], tuple[int]]] = struct.Struct(">H").unpack_from


def ethernet(data: bytes, at: int = 0) -> Carried:
    """What an Ethernet header at `at` carries, behind tags and shims."""
    (kind,) = _u16(data, at + 12)
    if kind in (IPV4, IPV6):
        return kind, at + 14
    return behind(kind, data, at + 14)


def behind(kind: int, data: bytes, at: int) -> Carried:
    """What is carried at the end of the layers that an EtherType opens at `at`."""
    while kind not in (IPV4, IPV6):
        if kind in _SHIMS:
            place, size = _SHIMS[kind]
            (kind,) = _u16(data, at + place)
            at += size
        elif kind in _MPLS:
            kind, at = _mpls(data, at)
        elif kind == _PPPOE:
            kind, at = ppp(data, at + 6)
        elif NOTHING < kind < _LONGEST_802_3:
            return llc(data, at)
        else:
            break
    return kind, at


def _mpls(data: bytes, at: int) -> Carried:
    """Labels until the bottom of the stack (RFC 3032), then IP, or Ethernet behind a control word (RFC 4448)."""
    while not data[at + 2] & 1:
        at += 4
    at += 4
    kind, at = raw(data, at)
    return (kind, at) if kind or data[at] >> 4 else (0x6558, at + 4)


def llc(data: bytes, at: int) -> Carried:
    """802.2 LLC: SNAP with an EtherType (RFC 1042), or IP under its own number."""
    access = data[at : at + 3]
    if access == b"\xaa\xaa\x03":
        (kind,) = _u16(data, at + 6)
        return behind(kind, data, at + 8) if kind >= _LONGEST_802_3 else (NOTHING, at)
    if access == b"\x06\x06\x03":
        return IPV4, at + 3
    return NOTHING, at


def ppp(data: bytes, at: int = 0) -> Carried:
    """PPP (RFC 1661), with or without address and control, protocol in one byte or two."""
    if data[at : at + 2] == b"\xff\x03":
        at += 2
    if data[at] & 1:
        return _PPP.get(data[at], NOTHING), at + 1
    (protocol,) = _u16(data, at)
    kind = _PPP.get(protocol, NOTHING)
    return behind(kind, data, at + 2) if kind else (NOTHING, at)


def raw(data: bytes, at: int = 0) -> Carried:
    """IP without anything before it, told apart by its version."""
    version = data[at] >> 4
    return (IPV4 if version == 4 else IPV6 if version == 6 else NOTHING), at


def ieee802_11(data: bytes, at: int = 0) -> Carried:
    """Data frames of 802.11 that are not encrypted; of an aggregate the first."""
    control, flags = data[at], data[at + 1]
    if control & 0x0C != 0x08 or control & 0x40 or flags & 0x40:
        return NOTHING, at
    size = 30 if flags & 3 == 3 else 24
    if not control & 0x80:
        return llc(data, at + size)
    aggregate = data[at + size] & 0x80
    size += 2 + (4 if flags & 0x80 else 0) + (14 if aggregate else 0)
    return llc(data, at + size)


def _loopback(data: bytes) -> Carried:
    (family,) = struct.unpack_from("<I", data)
    if family > 0xFFFF:
        (family,) = struct.unpack_from(">I", data)
    return _FAMILIES.get(family, NOTHING), 4


def _linux_cooked(data: bytes) -> Carried:
    return behind(*_u16(data, 14), data, 16)


def _linux_cooked_2(data: bytes) -> Carried:
    return behind(*_u16(data, 0), data, 20)


def _pppoe(data: bytes) -> Carried:
    return ppp(data, 6)


def _hdlc(data: bytes) -> Carried:
    return behind(*_u16(data, 2), data, 4)


def _radiotap(data: bytes) -> Carried:
    return ieee802_11(data, *struct.unpack_from("<H", data, 2))


def _prism(data: bytes) -> Carried:
    return ieee802_11(data, *struct.unpack_from("<I", data, 4))


def _avs(data: bytes) -> Carried:
    return ieee802_11(data, *struct.unpack_from(">I", data, 4))


def _nflog(data: bytes) -> Carried:
    """Attributes of netfilter's log, written in the byte order of the machine that captured."""
    order, at = "<", 4
    if len(data) > 5 and data[4] == 0 and data[5]:
        order = ">"
    while True:
        size, kind = struct.unpack_from(order + "HH", data, at)
        if kind & 0x7FFF == _PAYLOAD_OF_NFLOG:
            return _FAMILIES.get(data[0], NOTHING), at + 4
        at += max(4, size + -size % 4)


def _pf_log(data: bytes) -> Carried:
    return _FAMILIES.get(data[1], NOTHING), data[0] + -data[0] % 4


def _ipsec_log(data: bytes) -> Carried:
    family, at = _loopback(data)
    return family, at + 8


LINKS: Final[dict[int, Callable[[bytes], Carried]]] = {
    0: _loopback,
    1: ethernet,
    9: ppp,
    12: raw,
    14: raw,
    50: ppp,
    51: _pppoe,
    101: raw,
    104: _hdlc,
    105: ieee802_11,
    108: _loopback,
    109: _ipsec_log,
    113: _linux_cooked,
    117: _pf_log,
    119: _prism,
    127: _radiotap,
    163: _avs,
    228: raw,
    229: raw,
    239: _nflog,
    276: _linux_cooked_2,
}
"""Every link layer that is read, by its LINKTYPE_."""
