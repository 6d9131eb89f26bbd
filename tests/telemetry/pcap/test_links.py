"""Link layers: the same datagram is found behind each of them."""

import struct

import pytest

from vedette.telemetry.pcap.links import LINKS

MACS = b"\2\0\0\0\0\1\2\0\0\0\0\2"
SNAP = b"\xaa\xaa\x03\0\0\0\x08\0"
DOT11 = b"\x08\x02\0\0" + b"\1" * 18 + b"\0\0"


def behind(link, header):
    return pytest.param(link, header, id=f"{link}-{header[:24].hex()}")


HEADERS = [
    behind(1, MACS + b"\x08\0"),
    behind(1, MACS + b"\x81\0\0\5\x08\0"),
    behind(1, MACS + b"\x88\xa8\0\5\x81\0\0\6\x08\0"),
    behind(1, MACS + b"\x89\x26\0\0\0\0\x08\0"),
    behind(1, MACS + b"\x88\xe7\0\0\0\1" + MACS + b"\x08\0"),
    behind(1, MACS + b"\x89\x03\0\0" + MACS + b"\x08\0"),
    behind(1, MACS + b"\x88\x47\0\1\0\xff\0\2\1\xff"),
    behind(1, MACS + b"\x88\x47\0\1\1\xff\0\0\0\0" + MACS + b"\x08\0"),
    behind(1, MACS + b"\x88\x64\x11\0\0\1\0\x1e\0\x21"),
    behind(1, MACS + b"\0\x40" + SNAP),
    behind(1, MACS + b"\0\x40\x06\x06\x03"),
    behind(0, struct.pack("<I", 2)),
    behind(0, struct.pack(">I", 2)),
    behind(108, struct.pack(">I", 2)),
    behind(9, b"\xff\x03\0\x21"),
    behind(50, b"\x21"),
    behind(51, b"\x11\0\0\1\0\x1e\0\x21"),
    behind(12, b""),
    behind(101, b""),
    behind(228, b""),
    behind(104, b"\x0f\0\x08\0"),
    behind(105, DOT11 + SNAP),
    behind(105, b"\x88\x02" + DOT11[2:] + b"\0\0" + SNAP),
    behind(127, b"\0\0\x08\0\0\0\0\0" + DOT11 + SNAP),
    behind(113, b"\0\0\0\1\0\6" + b"\0" * 8 + b"\x08\0"),
    behind(276, b"\x08\0" + b"\0" * 18),
    behind(117, b"\x05\x02" + b"\0" * 6),
    behind(109, struct.pack("<I", 2) + b"\0" * 8),
    behind(239, b"\2\0\0\0" + b"\x08\0\1\0\0\0\0\0" + b"\x04\0\x09\0"),
]


@pytest.mark.parametrize(("link", "header"), HEADERS)
def test_a_datagram_is_found_behind_the_link_layer(craft, read, link, header):
    rows, account = read(craft.capture([header + craft.udp(craft.client, craft.server, b"hello")], link=link))
    assert account.rejected == account.ignored == 0
    assert [(row["client_ip"], row["server_ip"], row["bytes_in"]) for row in rows] == [
        (craft.client[0], craft.server[0], 5)
    ]


@pytest.mark.parametrize("kind", [b"\x08\x06", b"\x88\xcc", b"\0\x26\x42\x42\x03", b"\x88\x8e"])
def test_packets_that_carry_no_ip_are_ignored(craft, read, kind):
    rows, account = read(craft.capture([MACS + kind + bytes(60)]))
    assert (rows, account.lines, account.ignored, account.rejected) == ([], 1, 1, 0)


def test_encrypted_radio_frames_are_ignored(craft, read):
    frame = b"\x08\x42" + DOT11[2:] + SNAP + craft.udp(craft.client, craft.server, b"x")
    assert read(craft.capture([frame], link=105))[1].ignored == 1


def test_a_link_layer_that_is_not_known_is_rejected(craft, read):
    rows, account = read(craft.capture([bytes(60)], link=230))
    assert rows == []
    assert account.reasons == {"link layer is not read": 1}


@pytest.mark.parametrize("link", LINKS)
def test_no_link_layer_reads_beyond_the_packet(craft, read, link):
    frames = [bytes([fill]) * size for fill in (0, 1, 8, 0xFF) for size in range(70)]
    _, account = read(craft.capture(frames, link=link))
    assert account.lines == len(frames)
