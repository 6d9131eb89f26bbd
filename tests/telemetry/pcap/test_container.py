"""Classic pcap: byte orders, resolutions, and ends that no writer meant."""

import gzip
import struct

import pytest

from vedette.model.errors import MalformedInput
from vedette.telemetry.pcap import Pcap
from vedette.telemetry.source import Source


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize(("magic", "fraction", "extra"), [(0xA1B2C3D4, 250_000, b""), (0xA1B23C4D, 250_000_000, b""), (0xA1B2CD34, 250_000, b"\0" * 8)])  # fmt: skip
def test_every_variant_gives_the_same_packets(craft, read, order, magic, fraction, extra):
    frame = craft.ethernet(craft.udp(craft.client, craft.server, b"hello"))
    data = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 65_535, 1)
    data += struct.pack(order + "IIII", craft.start, fraction, len(frame), len(frame)) + extra + frame
    (row,), account = read(data)
    assert row["time"].timestamp() == craft.start + 0.25
    assert (row["client_ip"], row["client_port"], row["offset"], row["line"]) == (*craft.client, 24, None)
    assert (account.lines, account.rejected, account.connections) == (1, 0, 1)


def test_a_capture_that_ends_within_a_packet_keeps_what_came_before(craft, read):
    data = craft.capture([craft.ethernet(craft.udp(craft.client, craft.server, b"x"))] * 2)
    rows, account = read(data[:-3])
    assert len(rows) == 1
    assert (account.lines, account.rejected) == (2, 1)
    assert account.reasons == {"capture ends within a packet": 1}
    assert account.samples[0].offset == 24 + (len(data) - 24) // 2


def test_a_length_that_no_packet_has_ends_the_reading(craft, read):
    data = craft.capture([craft.ethernet(craft.udp(craft.client, craft.server, b"x"))])
    rows, account = read(data + struct.pack("<IIII", 0, 0, 0xFFFFFFFF, 0xFFFFFFFF) + b"x" * 99)
    assert len(rows) == 1
    assert account.reasons == {"impossible length of a packet": 1}


def test_a_damaged_compressed_capture_keeps_what_could_be_read(craft, read):
    frame = craft.ethernet(craft.udp(craft.client, craft.server, bytes(range(256)) * 4))
    data = gzip.compress(craft.capture([frame] * 3000))
    rows, account = read(data[: len(data) * 2 // 3])
    assert len(rows) == 1
    assert account.reasons == {"compressed capture is damaged": 1}
    assert account.lines > 100


@pytest.mark.parametrize(
    "data", [b"\xd4\xc3\xb2\xa1", b"no capture at all", b"\x0a\x0d\x0d\x0a" + b"\0" * 40]
)
def test_what_has_no_header_is_refused(tmp_path, data):
    path = tmp_path / "x.pcap"
    path.write_bytes(data)
    with pytest.raises(MalformedInput, match=r"x\.pcap"):
        list(Pcap().read(Source("x.pcap", path), None))


def test_the_magic_number_alone_is_recognised(craft):
    assert Pcap().sniff(craft.capture([]), "whatever.txt") == 1
    assert Pcap().sniff(b"203.0.113.7 - - [", "access.pcap") == 0
