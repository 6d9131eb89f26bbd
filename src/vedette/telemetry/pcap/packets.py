"""From a captured frame to the segments and datagrams in it: link layer, IP, fragments, tunnels, transport.

Sources: RFC 791 (IPv4), RFC 8200 (IPv6 and its extension headers), RFC 9293 (TCP), RFC 768 (UDP), RFC 792 and 4443
(ICMP), RFC 9260 (SCTP). Checksums are not verified: captures on a sending machine hold packets from before its
network card filled them in.
"""

from __future__ import annotations

import struct
from enum import StrEnum
from typing import Final, NamedTuple

from vedette.telemetry.pcap.container import Frame
from vedette.telemetry.pcap.fragments import Fragments
from vedette.telemetry.pcap.links import IPV4, IPV6, LINKS, NOTHING
from vedette.telemetry.pcap.tunnels import gre, inside_udp

TCP, UDP, ICMP, ICMPV6, SCTP = 6, 17, 1, 58, 132
_ETHERNET = 1
_GRE: Final = 47
_TUNNELS: Final = {4: IPV4, 41: IPV6, _GRE: NOTHING}
"""IP protocols that carry a packet, by what it is where the number tells."""
_HOP_BY_HOP, _ROUTING, _FRAGMENT, _AUTHENTICATION = 0, 43, 44, 51
_OPTION_HEADERS: Final = (_HOP_BY_HOP, _ROUTING, 60, 135, 139, 140)
"""Extension headers of IPv6 that state their length in units of eight bytes."""
_DEEPEST: Final = 8
"""Tunnels within tunnels."""
_ANSWERS: Final = {8: 0, 0: 8, 13: 14, 14: 13, 15: 16, 16: 15, 17: 18, 18: 17, 10: 9, 9: 10}
_ANSWERS_V6: Final = {128: 129, 129: 128, 133: 134, 134: 133, 135: 136, 136: 135, 139: 140, 140: 139}
"""Types of ICMP messages that answer each other."""

_ipv4 = struct.Struct(">BxHHHxB2x4s4s").unpack_from
_ipv6 = struct.Struct(">IHBx16s16s").unpack_from
_tcp = struct.Struct(">HHI4xBB").unpack_from
_udp = struct.Struct(">HHH").unpack_from


class Segment(NamedTuple):
    """What one packet says to a transport."""

    protocol: int
    """Number of the IP protocol."""
    source: bytes
    """Address, 4 or 16 bytes."""
    target: bytes
    source_port: int
    """Of ICMP the type."""
    target_port: int
    """Of ICMP the type of the answer, or else the code."""
    flags: int
    """Of TCP."""
    sequence: int
    data: bytes
    """The payload as far as it was captured."""
    size: int
    """Bytes of the payload as sent."""


class Fate(StrEnum):
    """What became of a packet: the first three are no faults, the others reasons for rejecting it."""

    READ = "read"
    HELD = "fragment held until its datagram is whole"
    NO_IP = "carries no IP"
    SHORT = "packet ends within a header"
    UNKNOWN_LINK = "link layer is not read"
    MALFORMED_IP = "malformed IP header"
    MALFORMED_TRANSPORT = "malformed transport header"
    SHORT_FRAGMENT = "fragment is not captured whole"
    LOST_FRAGMENT = "fragment of a datagram that never became whole"
    TOO_DEEP = "too many tunnels within each other"


class Decoder:
    """Decodes the frames of one capture; holds fragments until their datagrams are whole."""

    def __init__(self) -> None:
        self.fragments = Fragments()
        self._time = 0
        self._found: list[Segment] = []

    def decode(self, frame: Frame) -> tuple[Fate, list[Segment]]:
        """What became of a frame, and what it says: with tunnels over UDP more than one segment, outermost first."""
        self._found = []
        self._time = frame.time
        data = frame.data
        try:
            if frame.link == _ETHERNET and data[12:14] == b"\x08\0":
                # Most packets of most captures.
                fate = self._ipv4(data, 14, 0)
            elif frame.link in LINKS:
                fate = self._network(*LINKS[frame.link](data), data, 0)
            else:
                fate = Fate.UNKNOWN_LINK
        except (struct.error, IndexError):
            fate = Fate.SHORT
        return (Fate.READ if self._found else fate), self._found

    def _network(self, kind: int, at: int, data: bytes, depth: int) -> Fate:
        if kind == IPV4:
            return self._ipv4(data, at, depth)
        if kind == IPV6:
            return self._ipv6(data, at, depth)
        return Fate.NO_IP

    def _ipv4(self, data: bytes, at: int, depth: int) -> Fate:
        first, total, identification, fragment, protocol, source, target = _ipv4(data, at)
        header = (first & 15) * 4
        # A total length of nothing stands in captures of segments that the network card was to cut.
        size = total - header if total else len(data) - at - header
        if first >> 4 != 4 or header < 20 or size < 0:
            return Fate.MALFORMED_IP
        at += header
        if fragment & 0x3FFF:
            key = (source, target, protocol, identification)
            return self._fragment(key, fragment << 3 & 0xFFFF, fragment & 0x2000, data, at, size, depth)
        return self._transport(protocol, source, target, data, at, size, depth)

    def _ipv6(self, data: bytes, at: int, depth: int) -> Fate:
        first, size, following, source, target = _ipv6(data, at)
        if first >> 28 != 6:
            return Fate.MALFORMED_IP
        at += 40
        end = at + size if size else len(data)
        while True:
            if following in _OPTION_HEADERS:
                length = data[at + 1] * 8 + 8
                if following == _ROUTING and data[at + 2] == 0 and data[at + 3] and length >= 24:
                    target = data[at + length - 16 : at + length]
            elif following == _AUTHENTICATION:
                length = data[at + 1] * 4 + 8
            elif following == _FRAGMENT:
                piece, identification = struct.unpack_from(">HI", data, at + 2)
                if piece & 0xFFF9:
                    key = (source, target, data[at], identification)
                    size = end - at - 8
                    return self._fragment(key, piece & 0xFFF8, piece & 1, data, at + 8, size, depth)
                length = 8
            else:
                break
            following = data[at]
            at += length
        if end < at or len(target) != 16:
            return Fate.MALFORMED_IP
        return self._transport(following, source, target, data, at, end - at, depth)

    def _fragment(
        self,
        key: tuple[bytes, bytes, int, int],
        offset: int,
        more: int,
        data: bytes,
        at: int,
        size: int,
        depth: int,
    ) -> Fate:
        piece = data[at : at + size] if size > 0 else b""
        if len(piece) != size:
            return Fate.SHORT_FRAGMENT
        # Inside a datagram that has a flow of its own the packet is read already, whatever becomes of its content.
        packets = 0 if self._found else 1
        whole = self.fragments.add(key, offset, piece, last=not more, time=self._time, packets=packets)
        if whole is None:
            return Fate.HELD
        source, target, protocol, _ = key
        return self._transport(protocol, source, target, whole, 0, len(whole), depth)

    def _transport(
        self, protocol: int, source: bytes, target: bytes, data: bytes, at: int, size: int, depth: int
    ) -> Fate:
        if depth > _DEEPEST:
            return Fate.TOO_DEEP
        end = at + size
        if protocol == TCP:
            return self._tcp(source, target, data, at, end)
        if protocol == UDP:
            return self._udp(source, target, data, at, end, depth)
        if protocol in _TUNNELS:
            kind, place = gre(data, at) if protocol == _GRE else (_TUNNELS[protocol], at)
            return self._network(kind, place, data[:end], depth + 1)
        if protocol == _AUTHENTICATION:
            following, length = data[at], data[at + 1] * 4 + 8
            return self._transport(following, source, target, data, at + length, size - length, depth + 1)
        return self._other(protocol, source, target, data, at, end)

    def _tcp(self, source: bytes, target: bytes, data: bytes, at: int, end: int) -> Fate:
        source_port, target_port, sequence, offset, flags = _tcp(data, at)
        at += offset >> 2 & 60
        if offset < 0x50 or at > end:
            return Fate.MALFORMED_TRANSPORT
        self._found.append(
            Segment(
                TCP,
                source,
                target,
                source_port,
                target_port,
                flags,
                sequence,
                data[at:end],
                end - at,
            )
        )
        return Fate.READ

    def _udp(self, source: bytes, target: bytes, data: bytes, at: int, end: int, depth: int) -> Fate:
        source_port, target_port, length = _udp(data, at)
        if 8 <= length < end - at:
            end = at + length
        at += 8
        if at > end:
            return Fate.MALFORMED_TRANSPORT
        payload = data[at:end]
        self._found.append(Segment(UDP, source, target, source_port, target_port, 0, 0, payload, end - at))
        kind, place = inside_udp(source_port, target_port, payload)
        if kind != NOTHING:
            self._network(kind, place, payload, depth + 1)
        return Fate.READ

    def _other(self, protocol: int, source: bytes, target: bytes, data: bytes, at: int, end: int) -> Fate:
        source_port = target_port = 0
        if protocol in (ICMP, ICMPV6):
            answers = _ANSWERS if protocol == ICMP else _ANSWERS_V6
            source_port = data[at]
            target_port = answers.get(source_port, data[at + 1])
            at += 8
        elif protocol == SCTP:
            source_port, target_port = struct.unpack_from(">HH", data, at)
            at += 12
        if at > end:
            return Fate.MALFORMED_TRANSPORT
        self._found.append(
            Segment(protocol, source, target, source_port, target_port, 0, 0, data[at:end], end - at)
        )
        return Fate.READ
