"""Captures made for a test, packet by packet; and what the reader says of them."""

import ipaddress
import struct
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace

import dpkt
import polars as pl
import pytest

from vedette.telemetry.interface import Account
from vedette.telemetry.pcap import Pcap
from vedette.telemetry.source import Source

CLIENT, SERVER = ("203.0.113.7", 40_000), ("198.51.100.1", 80)
START = 1_700_000_000
FIN, SYN, RST, ACK = 1, 2, 4, 16


def address(text):
    return ipaddress.ip_address(text).packed


def ip(source, target, protocol, payload, **fields):
    if ":" in source:
        return bytes(
            dpkt.ip6.IP6(src=address(source), dst=address(target), nxt=protocol, plen=len(payload), hlim=64)
        )[:40] + bytes(payload)
    packet = dpkt.ip.IP(src=address(source), dst=address(target), p=protocol, ttl=64, **fields)
    header = bytearray(bytes(packet)[:20])
    struct.pack_into(">H", header, 2, 20 + len(payload))
    return bytes(header) + bytes(payload)


def tcp(source, target, flags, sequence, data=b"", acknowledged=0):
    header = struct.pack(
        ">HHIIBBHHH", source[1], target[1], sequence % 2**32, acknowledged, 0x50, flags, 65_535, 0, 0
    )
    return ip(source[0], target[0], 6, header + data)


def udp(source, target, data):
    return ip(source[0], target[0], 17, struct.pack(">HHHH", source[1], target[1], 8 + len(data), 0) + data)


def ethernet(packet, kind=None):
    kind = kind or (0x86DD if packet[0] >> 4 == 6 else 0x0800)
    return b"\2\0\0\0\0\1\2\0\0\0\0\2" + kind.to_bytes(2, "big") + packet


def exchange(request: bytes, response: bytes, *, size=1400, client=CLIENT, server=SERVER, end=True):
    """All IP packets of one connection."""
    packets = [
        tcp(client, server, SYN, 100),
        tcp(server, client, SYN | ACK, 500),
        tcp(client, server, ACK, 101),
    ]
    packets += [
        tcp(client, server, ACK, 101 + at, request[at : at + size]) for at in range(0, len(request), size)
    ]
    packets += [
        tcp(server, client, ACK, 501 + at, response[at : at + size]) for at in range(0, len(response), size)
    ]
    if end:
        packets += [
            tcp(client, server, FIN | ACK, 101 + len(request)),
            tcp(server, client, FIN | ACK, 501 + len(response)),
        ]
    return packets


def capture(frames: Iterable[bytes], *, link=1, step=1000) -> bytes:
    """A classic pcap; step: microseconds between packets."""
    out = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65_535, link)]
    for number, frame in enumerate(frames):
        seconds, micros = divmod(START * 1_000_000 + number * step, 1_000_000)
        out.append(struct.pack("<IIII", seconds, micros, len(frame), len(frame)) + frame)
    return b"".join(out)


@pytest.fixture(scope="session")
def craft():
    """What packets are made with."""
    return SimpleNamespace(
        ip=ip,
        tcp=tcp,
        udp=udp,
        ethernet=ethernet,
        exchange=exchange,
        capture=capture,
        client=CLIENT,
        server=SERVER,
        start=START,
        FIN=FIN,
        SYN=SYN,
        RST=RST,
        ACK=ACK,
    )


@pytest.fixture(scope="session")
def read(tmp_path_factory):
    """Rows (as dictionaries) and account of a capture, of a file, or of IP packets on Ethernet."""
    folder = tmp_path_factory.mktemp("pcap")

    def read(what: bytes | Path | list[bytes], screen=None) -> tuple[list[dict], Account]:
        path = what if isinstance(what, Path) else folder / "capture"
        if isinstance(what, list):
            what = capture(map(ethernet, what))
        if isinstance(what, bytes):
            path.write_bytes(what)
        batches = list(Pcap().read(Source(str(path), path), screen))
        account = Account()
        for batch in batches:
            account.add(batch.account)
        assert account.lines >= account.ignored + account.rejected
        return pl.concat([batch.frame for batch in batches]).to_dicts(), account

    return read
