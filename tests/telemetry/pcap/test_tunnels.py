"""Tunnels: what they carry is told, and the datagram around it too."""

import struct

import pytest

MACS = b"\2\0\0\0\0\1\2\0\0\0\0\2"
OUTER = ("192.0.2.1", "192.0.2.2")


@pytest.fixture
def inner(craft):
    return craft.udp(craft.client, craft.server, b"hello")


def found(rows, craft):
    return [row["server_ip"] for row in rows if row["client_ip"] == craft.client[0]] == [craft.server[0]]


@pytest.mark.parametrize(
    ("protocol", "header"),
    [
        (4, b""),
        (47, b"\0\0\x08\0"),
        (47, b"\xb0\0\x08\0" + b"\0" * 12),
        (47, b"\0\0\x65\x58" + MACS + b"\x08\0"),
        (47, b"\0\0\x88\xbe" + MACS + b"\x08\0"),
        (47, b"\x10\0\x88\xbe\0\0\0\1" + b"\0" * 8 + MACS + b"\x08\0"),
        (47, b"\x30\x81\x88\x0b\0\x20\0\1\0\0\0\1\0\0\0\1\xff\x03\0\x21"),
        (47, b"\0\0\x88\x3e\0\0\0\0"),
        (51, b"\x11\x04" + b"\0" * 22),
    ],
)
def test_what_an_ip_tunnel_carries_is_told(craft, read, inner, protocol, header):
    if protocol == 51:
        inner = inner[20:]
        rows, account = read([craft.ip(craft.client[0], craft.server[0], 51, header + inner)])
    else:
        rows, account = read([craft.ip(*OUTER, protocol, header + inner)])
    assert account.rejected == 0
    assert found(rows, craft)
    assert len(rows) == 1


def test_ipv6_in_ipv4_is_told(craft, read):
    inner = craft.udp(("2001:db8::7", 5000), ("2001:db8::1", 53), b"x" * 20)
    rows, _ = read([craft.ip(*OUTER, 41, inner)])
    assert [(row["client_ip"], row["server_ip"]) for row in rows] == [("2001:db8::7", "2001:db8::1")]


@pytest.mark.parametrize(
    ("port", "header"),
    [
        (4789, b"\x08\0\0\0\0\0\1\0" + MACS + b"\x08\0"),
        (6081, b"\2\0\x65\x58\0\0\1\0" + b"\0" * 8 + MACS + b"\x08\0"),
        (6081, b"\0\0\x08\0\0\0\1\0"),
        (2152, b"\x30\xff\0\x21\0\0\0\1"),
        (2152, b"\x34\xff\0\x29\0\0\0\1\0\0\0\x85\1\0\0\0"),
        (4754, b"\0\0\x08\0"),
        (5072, b"\x44\x52\x11\x04\0\0\0\0" + b"\0" * 36),
    ],
)
def test_what_a_tunnel_over_udp_carries_is_told_beside_it(craft, read, inner, port, header):
    rows, account = read([craft.udp((OUTER[0], 5555), (OUTER[1], port), header + inner)])
    assert account.rejected == 0
    assert found(rows, craft)
    assert [row["server_port"] for row in rows if row["client_ip"] == OUTER[0]] == [port]


@pytest.mark.parametrize(
    ("port", "header"), [(3544, b"\0\1\0\0" + b"\0" * 9 + b"\0\0" + b"\0" * 6), (7777, b"")]
)
def test_teredo_is_told_on_its_port_and_past_its_set_up_on_any(craft, read, port, header):
    inner = craft.udp(("2001:0:4137:9e50::7", 5000), ("2001:db8::1", 99), b"hello")
    rows, _ = read([craft.udp((OUTER[0], 5555), (OUTER[1], port), header + inner)])
    assert ("2001:0:4137:9e50::7", "2001:db8::1") in {(row["client_ip"], row["server_ip"]) for row in rows}


def test_a_datagram_on_a_tunnel_s_port_that_is_no_tunnel_is_a_plain_flow(craft, read):
    rows, account = read([craft.udp(("192.0.2.1", 2152), ("192.0.2.9", 53), b"\0\1\1\0\0\1" + b"\0" * 20)])
    assert (len(rows), account.rejected) == (1, 0)


def test_tunnels_within_tunnels_end_somewhere(craft, read, inner):
    packet = inner
    for _ in range(40):
        packet = craft.ip(*OUTER, 4, packet)
    rows, account = read([packet])
    assert rows == []
    assert account.reasons == {"too many tunnels within each other": 1}


def test_a_chain_of_authentication_headers_ends_somewhere(craft, read):
    chain = struct.pack("BBHII", 51, 1, 0, 0, 0) * 1000
    _, account = read([craft.ip(*OUTER, 51, chain)])
    assert account.rejected == 1
