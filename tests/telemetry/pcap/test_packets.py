"""IP and transports: fragments, extension headers, truncation, malformed headers."""

import random
import struct

import pytest


def fragments(craft, payload, size=64):
    pieces = []
    for at in range(0, len(payload), size):
        more = 0x2000 if at + size < len(payload) else 0
        packet = bytearray(craft.ip("192.0.2.1", "192.0.2.2", 17, payload[at : at + size]))
        struct.pack_into(">HH", packet, 4, 77, more | at // 8)
        pieces.append(bytes(packet))
    return pieces


@pytest.mark.parametrize("seed", range(6))
def test_fragments_are_put_together_in_any_order_with_duplicates(craft, read, seed):
    data = bytes(range(256)) * 3
    pieces = fragments(craft, struct.pack(">HHHH", 5000, 53, 8 + len(data), 0) + data)
    pieces = (
        pieces[1:] + pieces[:1]
        if not seed
        else random.Random(seed).sample(pieces + pieces[:4], len(pieces) + 4)
    )
    rows, account = read(pieces)
    assert [(row["client_port"], row["server_port"], row["bytes_in"]) for row in rows] == [(5000, 53, 768)]
    assert account.lines == len(pieces)
    assert account.rejected <= 4


def test_fragments_of_a_datagram_that_never_becomes_whole_are_rejected(craft, read):
    pieces = fragments(craft, struct.pack(">HHHH", 5000, 53, 776, 0) + bytes(768))
    rows, account = read(pieces[:3] + pieces[4:])
    assert rows == []
    assert account.reasons == {"fragment of a datagram that never became whole": len(pieces) - 1}


def test_fragments_beyond_the_longest_datagram_are_rejected(craft, read):
    packet = bytearray(craft.ip("192.0.2.1", "192.0.2.2", 17, bytes(64)))
    struct.pack_into(">HH", packet, 4, 77, 0x1FFF)
    assert read([bytes(packet)])[1].rejected == 1


def test_many_unfinished_datagrams_are_bounded_and_accounted_for(craft, read):
    packets = []
    for number in range(5000):
        packet = bytearray(craft.ip("192.0.2.1", "192.0.2.2", 17, bytes(64)))
        struct.pack_into(">HH", packet, 4, number, 0x2000)
        packets.append(bytes(packet))
    _, account = read(packets)
    assert account.rejected == account.lines == 5000


def test_fragments_of_ipv6_are_put_together(craft, read):
    datagram = struct.pack(">HHHH", 5000, 53, 208, 0) + bytes(200)
    packets = [
        craft.ip(
            "2001:db8::7",
            "2001:db8::1",
            44,
            struct.pack(">BBHI", 17, 0, at | more, 9) + datagram[at : at + 104],
        )
        for at, more in ((0, 1), (104, 0))
    ]
    rows, account = read(packets)
    assert [(row["client_ip"], row["bytes_in"]) for row in rows] == [("2001:db8::7", 200)]
    assert account.rejected == 0


def test_extension_headers_of_ipv6_are_passed(craft, read):
    datagram = struct.pack(">HHHH", 5000, 53, 13, 0) + b"hello"
    headers = b"\x3c\0" + bytes(6) + b"\x2b\0" + bytes(6) + b"\x2c\0" + bytes(6) + b"\x11\0\0\0\0\0\0\1"
    rows, _ = read([craft.ip("2001:db8::7", "2001:db8::1", 0, headers + datagram)])
    assert [(row["server_port"], row["bytes_in"]) for row in rows] == [(53, 5)]


def test_a_routing_header_names_the_last_destination(craft, read):
    datagram = struct.pack(">HHHH", 5000, 53, 13, 0) + b"hello"
    last = bytes.fromhex("20010db8000000000000000000000099")
    rows, _ = read([craft.ip("2001:db8::7", "2001:db8::1", 43, b"\x11\x02\0\1\0\0\0\0" + last + datagram)])
    assert rows[0]["server_ip"] == "2001:db8::99"


def test_padding_of_ethernet_is_no_payload(craft, read):
    packet = craft.tcp(craft.client, craft.server, craft.ACK, 100)
    rows, _ = read([packet + b"\0" * 6])
    assert rows[0]["bytes_in"] == 0


def test_a_payload_cut_by_the_capture_counts_as_sent(craft, read):
    packet = craft.udp(craft.client, craft.server, b"x" * 900)
    rows, account = read([packet[:100]])
    assert (rows[0]["bytes_in"], len(rows[0]["body"]), account.rejected) == (900, 72, 0)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda p: p[:15], "packet ends within a header"),
        (lambda p: p[:25], "packet ends within a header"),
        (lambda p: b"\x55" + p[1:], "malformed IP header"),
        (lambda p: b"\x44" + p[1:], "malformed IP header"),
        (lambda p: p[:2] + b"\0\x13" + p[4:], "malformed IP header"),
        (lambda p: p[:32] + b"\x40" + p[33:], "malformed transport header"),
        (lambda p: p[:32] + b"\xf0" + p[33:], "malformed transport header"),
    ],
)
def test_malformed_packets_are_rejected_with_a_reason(craft, read, change, reason):
    packet = craft.tcp(craft.client, craft.server, craft.ACK, 100, b"x" * 10)
    frame = craft.ethernet(change(packet), 0x0800)
    rows, account = read(craft.capture([frame]))
    assert (rows, account.reasons) == ([], {reason: 1})
    assert account.samples[0].excerpt.startswith("02 00")


def test_icmp_requests_and_their_answers_are_one_flow_without_ports(craft, read):
    ask = craft.ip("192.0.2.1", "192.0.2.2", 1, b"\x08\0\0\0\0\1\0\1" + b"ping" * 4)
    answer = craft.ip("192.0.2.2", "192.0.2.1", 1, b"\0\0\0\0\0\1\0\1" + b"ping" * 4)
    (row,), _ = read([ask, answer])
    assert (row["client_ip"], row["client_port"], row["transport"], row["state"]) == (
        "192.0.2.1",
        None,
        "icmp",
        "OTH",
    )
    assert (row["bytes_in"], row["bytes_out"]) == (16, 16)


def test_other_protocols_are_flows_under_their_name_or_number(craft, read):
    rows, _ = read([craft.ip("192.0.2.1", "192.0.2.2", number, b"\0" * 16) for number in (50, 132, 99)])
    assert [(row["transport"], row["server_port"]) for row in rows] == [
        ("esp", None),
        ("sctp", 0),
        ("ip-99", None),
    ]
