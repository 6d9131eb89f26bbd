"""Flows: who is the client, how the flow went, when it is another flow, and bounds on all of them."""

import random

import pytest

from vedette.telemetry.pcap import table
from vedette.telemetry.pcap.container import Frame
from vedette.telemetry.pcap.packets import Decoder
from vedette.telemetry.pcap.table import FlowTable

STATES = {
    "S": "S0",
    "SS": "S0",
    "Sr": "REJ",
    "SR": "RSTOS0",
    "Sh": "S1",
    "ShA": "S1",
    "ShADad": "S1",
    "ShADadFf": "SF",
    "ShADadfF": "SF",
    "ShADadFfr": "SF",
    "ShADadF": "S2",
    "ShADadf": "S3",
    "ShADadR": "RSTO",
    "ShADadr": "RSTR",
    "ShADadFR": "RSTO",
    "SF": "SH",
    "hf": "SHR",
    "h": "OTH",
    "hr": "RSTRH",
    "hADad": "S1",
    "Dd": "OTH",
}


@pytest.mark.parametrize(("history", "state"), STATES.items())
def test_the_state_is_that_of_the_history(craft, read, history, state):
    """Histories as Zeek writes them: capitals by the client; S SYN, h SYN with ACK, A ACK, D data, F FIN, R RST."""
    flags = {"S": 2, "h": 18, "A": 16, "D": 24, "F": 17, "R": 4}
    sequences = [100, 500]
    packets = []
    for letter in history:
        server = letter.islower()
        kind = letter if letter == "h" else letter.upper()
        ends = (craft.server, craft.client) if server else (craft.client, craft.server)
        data = b"\0data" if kind == "D" else b""
        packets.append(craft.tcp(*ends, flags[kind], sequences[server], data))
        sequences[server] += len(data) + (kind in "ShF")
    (row,), _ = read(packets)
    assert row["state"] == state
    assert (row["client_ip"], row["server_port"]) == (craft.client[0], craft.server[1])


@pytest.mark.parametrize(("ends", "state"), [("c", "S0"), ("cs", "SF"), ("s", "SHR")])
def test_the_state_of_udp_is_whether_it_was_answered(craft, read, ends, state):
    sides = {"c": (craft.client, craft.server), "s": (craft.server, craft.client)}
    (row,), _ = read([craft.udp(*sides[end], b"x") for end in ends])
    assert (row["state"], row["client_ip"]) == (state, craft.client[0])


def test_where_no_port_tells_the_first_to_speak_is_the_client(craft, read):
    (row,), _ = read([craft.udp(("192.0.2.2", 5000), ("192.0.2.1", 6000), b"x")])
    assert row["client_ip"] == "192.0.2.2"


def test_no_client_is_a_group(craft, read):
    (row,), _ = read([craft.udp(("192.0.2.2", 67), ("255.255.255.255", 68), b"x")])
    assert row["client_ip"] == "192.0.2.2"


def test_a_retransmission_counts_once(craft, read):
    packets = craft.exchange(b"\0" * 3000, b"\1" * 5000)
    (row,), _ = read(packets + packets[3:])
    assert (row["bytes_in"], row["bytes_out"], row["state"]) == (3000, 5000, "SF")


def test_a_reset_with_a_wild_number_and_a_payload_counts_nothing(craft, read):
    packets = craft.exchange(b"\0x", b"\1y", end=False)
    (row,), _ = read([*packets, craft.tcp(craft.server, craft.client, craft.RST, 4_000_000_000, b"go away")])
    assert (row["bytes_out"], row["state"]) == (2, "RSTR")


def test_a_closed_flow_s_ends_begin_another_with_a_syn(craft, read):
    rows, _ = read(craft.exchange(b"\0a", b"\1b") * 3)
    assert [row["state"] for row in rows] == ["SF"] * 3
    assert len({row["uid"] for row in rows}) == 3


def test_ends_that_fell_silent_begin_another_flow(craft, read):
    datagrams = [craft.ethernet(craft.udp(craft.client, craft.server, b"x"))] * 4
    assert len(read(craft.capture(datagrams, step=59_000_000))[0]) == 1
    assert len(read(craft.capture(datagrams, step=61_000_000))[0]) == 4


def test_the_duration_is_from_first_to_last_packet(craft, read):
    (row,), _ = read([craft.udp(craft.client, craft.server, b"x")] * 5)
    assert row["duration"] == pytest.approx(0.004)


def test_the_number_of_flows_is_bounded_and_none_is_lost(craft):
    flows, decoder, finished = FlowTable(most_flows=100), Decoder(), 0
    for number in range(5000):
        frame = Frame(
            number,
            101,
            craft.udp((f"192.0.{number % 256}.{number // 256}", 5000), craft.server, b"x"),
            number,
        )
        for segment in decoder.decode(frame)[1]:
            flows.add(segment, frame.time, frame.offset)
        finished += len(flows.finished)
        flows.finished.clear()
        assert len(flows._flows) <= 100
    flows.close()
    assert finished + len(flows.finished) == 5000


def test_the_memory_of_flows_is_bounded(craft):
    """Streams that wait behind gaps, on many flows at once."""
    flows, decoder, rng = FlowTable(most_held=1_000_000), Decoder(), random.Random(3)
    for number in range(4000):
        client = ("203.0.113.7", rng.randrange(200) + 2000)
        packet = craft.tcp(client, craft.server, craft.ACK, rng.randrange(10**6), b"x" * 1000)
        for segment in decoder.decode(Frame(number, 101, packet, number))[1]:
            flows.add(segment, number, number)
        assert flows._held <= 1_000_000
        assert sum(flow.held for flow in flows._flows.values()) == flows._held


def test_flows_that_fell_silent_are_told_while_the_capture_goes_on(craft, monkeypatch, read):
    monkeypatch.setattr(table, "_SWEEP", 10)
    flows, decoder = FlowTable(), Decoder()
    flows._until_sweep = 10
    for number in range(100):
        packet = craft.udp(("203.0.113.7", 2000 + number), craft.server, b"x")
        for segment in decoder.decode(Frame(number * 10_000_000, 101, packet, number))[1]:
            flows.add(segment, number * 10_000_000, number)
    assert len(flows.finished) > 80


@pytest.mark.parametrize("first", ["request", "response"])
def test_http_tells_who_is_the_client_where_the_capture_begins_within_a_flow(craft, read, first):
    client, server = ("203.0.113.7", 5000), ("198.51.100.1", 5001)
    request = craft.tcp(client, server, craft.ACK, 1000, b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
    response = craft.tcp(server, client, craft.ACK, 2000, b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
    silent = craft.tcp(server, client, craft.ACK, 2000)
    rows, _ = read(
        [silent, request, response]
        if first == "request"
        else [craft.tcp(client, server, craft.ACK, 1000), response]
    )
    assert [(row["client_ip"], row["status"]) for row in rows] == [(client[0], 404)]
