"""The format as a whole: nothing in a capture breaks the reading, and every packet is accounted for."""

import struct

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vedette.model.address_set import AddressSet
from vedette.model.connection import SCHEMA
from vedette.telemetry import detect_format
from vedette.telemetry.interface import Screen
from vedette.telemetry.pcap import Pcap
from vedette.telemetry.source import Source

PATIENT = settings(
    max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
HEADERS = [
    struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65_535, 1),
    struct.pack("<IIIHHqI", 0x0A0D0D0A, 28, 0x1A2B3C4D, 1, 0, -1, 28)
    + struct.pack("<IIHHII", 1, 20, 1, 0, 0, 20),
]


@pytest.fixture(scope="session")
def traffic(craft):
    """Packets of many kinds."""
    query = b"\0\1\1\0\0\1" + bytes(6) + b"\3www\7example\0\0\1\0\1"
    request = b"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    inner = craft.ethernet(craft.udp(craft.client, craft.server, query))
    return [
        *craft.exchange(request, b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", size=30),
        craft.udp(craft.client, ("192.0.2.1", 53), query),
        craft.udp(("192.0.2.1", 5555), ("192.0.2.2", 4789), b"\x08\0\0\0\0\0\1\0" + inner),
        craft.ip("192.0.2.1", "192.0.2.2", 47, b"\xb0\0\x65\x58" + b"\0" * 12 + inner),
        craft.ip("192.0.2.1", "192.0.2.2", 1, b"\x08\0\0\0\0\1\0\1ping"),
        craft.ip("2001:db8::7", "2001:db8::1", 0, b"\x2c\0" + bytes(6) + b"\x11\0\0\1\0\0\0\1" + bytes(24)),
    ]


@PATIENT
@given(st.sampled_from(HEADERS), st.binary(max_size=600))
def test_arbitrary_bytes_after_a_header_break_nothing(read, header, data):
    rows, account = read(header + data)
    assert account.connections == len(rows)
    assert account.rejected == account.reasons.total()


@PATIENT
@given(st.binary(max_size=200), st.sampled_from([0, 1, 9, 101, 105, 113, 127, 239, 276]))
def test_arbitrary_packets_are_accounted_for(craft, read, packet, link):
    _, account = read(craft.capture([packet, packet], link=link))
    assert account.lines == 2


@PATIENT
@given(st.data())
def test_packets_changed_at_random_are_accounted_for(craft, read, traffic, data):
    frames = [bytearray(craft.ethernet(packet)) for packet in traffic]
    for _ in range(data.draw(st.integers(1, 12))):
        frame = data.draw(st.sampled_from(frames))
        at = data.draw(st.integers(12, len(frame) - 1))
        frame[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(frames) - 1))
    frames[cut] = frames[cut][: data.draw(st.integers(0, len(frames[cut])))]
    rows, account = read(craft.capture([bytes(frame) for frame in frames]))
    assert account.lines == len(frames)
    assert account.connections == len(rows)


def test_two_readings_give_the_same_rows_in_the_columns_of_the_table(craft, traffic, tmp_path):
    path = tmp_path / "c.pcap"
    path.write_bytes(craft.capture(map(craft.ethernet, traffic)))
    first, second = (list(Pcap().read(Source("c.pcap", path), None)) for _ in range(2))
    assert all(one.frame.equals(other.frame) for one, other in zip(first, second, strict=True))
    assert dict(first[0].frame.schema) == SCHEMA
    assert set(first[0].frame["source"]) == {"c.pcap"}


def test_a_capture_without_packets_is_an_empty_table(craft, read):
    rows, account = read(craft.capture([]))
    assert (rows, account.lines) == ([], 0)


def test_a_capture_is_detected(craft, traffic):
    assert detect_format(craft.capture(traffic)[:64], "x").name == "pcap"


def test_a_screen_keeps_known_clients_and_literals_and_counts_the_external(craft, read):
    class Literals:
        def offsets(self, data):
            at = bytes(data).find(b"${jndi")
            return np.array([at + 6] if at >= 0 else [], np.int64)

    packets = [
        craft.udp(("203.0.113.7", 5000), craft.server, b"x"),
        craft.udp(("203.0.113.8", 5000), craft.server, b"x"),
        craft.udp(("203.0.113.9", 5000), craft.server, b"${jndi:"),
        craft.udp(("10.0.0.1", 5000), craft.server, b"x"),
    ]
    screen = Screen(
        home=AddressSet.of(["10.0.0.0/8"]),
        known=AddressSet.of(["203.0.113.7"]),
        literals=Literals(),
        events=frozenset(),
    )
    rows, account = read(packets, screen)
    assert [row["client_ip"] for row in rows] == ["203.0.113.7", "203.0.113.9"]
    assert (account.lines, account.connections, account.external) == (4, 4, 3)


def test_many_flows_come_in_several_batches(craft, tmp_path):
    path = tmp_path / "c.pcap"
    packets = [craft.udp(("203.0.113.7", port), craft.server, b"x") for port in range(2000, 12_000)]
    path.write_bytes(craft.capture(map(craft.ethernet, packets)))
    batches = list(Pcap().read(Source("c.pcap", path), None))
    assert len(batches) > 2
    assert (
        sum(batch.account.lines for batch in batches)
        == sum(batch.frame.height for batch in batches)
        == 10_000
    )
