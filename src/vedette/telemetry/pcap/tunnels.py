"""Tunnels: where, inside a payload, the packet that they carry starts.

What stands inside a tunnel is told like any other packet. Its addresses are as easily made up as those of the
datagram around it, which has a flow of its own.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Final

from vedette.telemetry.pcap.links import IPV4, IPV6, NOTHING, Carried, behind, ethernet, ieee802_11, ppp, raw

_PPP, _ERSPAN_II, _ERSPAN_III, _WCCP = 0x880B, 0x88BE, 0x22EB, 0x883E
_ARUBA: Final = (range(0x8200, 0x8400), range(0x9000, 0x9100))
"""802.11 frames of access points, by radio and encryption."""
_TEREDO_PREFIX: Final = b"\x20\x01\0\0"
_IP_PROTOCOLS: Final = {4: IPV4, 41: IPV6}


def gre(data: bytes, at: int) -> Carried:
    """Generic routing encapsulation (RFC 2784, 2890; version 1 of RFC 2637; ERSPAN of draft-foschiano-erspan)."""
    flags, kind = struct.unpack_from(">HH", data, at)
    sequence = flags & 0x1000
    at += 4 + (4 if flags & 0xC000 else 0) + (4 if flags & 0x2000 else 0) + (4 if sequence else 0)
    if flags & 7 == 1 and flags & 0x0080:
        at += 4
    if kind == _PPP:
        return ppp(data, at)
    if kind == _ERSPAN_II:
        return ethernet(data, at + (8 if sequence else 0))
    if kind == _ERSPAN_III:
        return ethernet(data, at + (20 if data[at + 11] & 1 else 12))
    if kind == _WCCP:
        found, place = raw(data, at)
        return (found, place) if found else raw(data, at + 4)
    if any(kind in kinds for kinds in _ARUBA):
        return ieee802_11(data, at)
    return behind(kind, data, at)


def _gre_in_udp(data: bytes) -> Carried:
    return gre(data, 0)


def _vxlan(data: bytes) -> Carried:
    """RFC 7348: a flag that the network's number is valid, then an Ethernet frame."""
    return ethernet(data, 8) if data[0] & 0x08 and data[7] == 0 else (NOTHING, 0)


def _geneve(data: bytes) -> Carried:
    """RFC 8926: version 0, options, then what an EtherType names."""
    (kind,) = struct.unpack_from(">H", data, 2)
    return behind(kind, data, 8 + (data[0] & 0x3F) * 4) if data[0] >> 6 == 0 else (NOTHING, 0)


def _gtp_u(data: bytes) -> Carried:
    """User packets of GTP version 1 (3GPP TS 29.281)."""
    if data[0] & 0xF0 != 0x30 or data[1] != 0xFF:
        return NOTHING, 0
    at = 8
    if data[0] & 7:
        at = 12
        following = data[11] if data[0] & 4 else 0
        while following:
            at += max(1, data[at]) * 4
            following = data[at - 1]
    return raw(data, at)


def _teredo(data: bytes) -> Carried:
    """RFC 4380: authentication and origin, each optional, then IPv6."""
    at = 0
    if data[:2] == b"\0\1":
        at = 13 + data[2] + data[3]
    if data[at : at + 2] == b"\0\0":
        at += 8
    return (IPV6, at) if data[at] >> 4 == 6 else (NOTHING, 0)


def _ayiya(data: bytes) -> Carried:
    """draft-massar-v6ops-ayiya: identity and signature of stated lengths, then IP."""
    at = 8 + (1 << (data[0] >> 4)) + (data[1] >> 4) * 4
    return _IP_PROTOCOLS.get(data[3], NOTHING), at


_BY_PORT: Final[dict[int, Callable[[bytes], Carried]]] = {
    2152: _gtp_u,
    3544: _teredo,
    4754: _gre_in_udp,
    4789: _vxlan,
    5072: _ayiya,
    6081: _geneve,
}
"""Tunnels over UDP, by the port that IANA gives them."""


def inside_udp(source_port: int, target_port: int, data: bytes) -> Carried:
    """What a datagram carries, if its ports and content have a tunnel's shape."""
    tunnel = _BY_PORT.get(target_port) or _BY_PORT.get(source_port)
    if tunnel is None:
        return (IPV6, 0) if data[:1] == b"\x60" and _is_teredo(data) else (NOTHING, 0)
    try:
        return tunnel(data)
    except (struct.error, IndexError):
        return NOTHING, 0


def _is_teredo(data: bytes) -> bool:
    """Whether it is an IPv6 packet to or from a Teredo client: past its set-up, Teredo uses any port."""
    if _TEREDO_PREFIX not in (data[8:12], data[24:28]):
        return False
    (size,) = struct.unpack_from(">H", data, 4)
    return bool(size + 40 == len(data))
