"""Suricata's fast.log."""

from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.telemetry import detect_format
from vedette.telemetry.interface import Account
from vedette.telemetry.source import Source
from vedette.telemetry.suricata_fast import NOT_AN_ALERT, SuricataFast

ALERT = (
    "01/15/2024-10:23:45.123456  [**] [1:2100498:7] GPL ATTACK_RESPONSE id check returned root [**] "
    "[Classification: Potentially Bad Traffic] [Priority: 2] {TCP} 203.0.113.7:54321 -> 192.0.2.1:80"
)
RAW = (
    "01/15/2024-10:23:45.123456  [**] [1:2200000:1] SURICATA IPv4 packet too small [**] [Classification: (null)] "
    "[Priority: 3] [**] [Raw pkt: 45 00 36 36 2E 36 2E 36 3A 31 ] [pcap file packet: 7]"
)


def alert(flow, opening="01/15/2024-10:23:45.123456  "):
    return f"{opening}[**] [1:1:1] m [**] [Classification: (null)] [Priority: 3] {flow}"


def one(line):
    (row,) = SuricataFast().reader(b"", Source("x", None)).parse(pl.Series([line])).rows(named=True)
    return row


def test_an_alert_gives_its_signature_and_both_ends_of_the_packet():
    row = one(ALERT)
    assert row["time"] == datetime(2024, 1, 15, 10, 23, 45, 123456, tzinfo=UTC)
    assert (row["client_ip"], row["client_port"]) == ("203.0.113.7", 54321)
    assert (row["server_ip"], row["server_port"], row["transport"]) == ("192.0.2.1", 80, "tcp")
    assert row["notice"] == "1:2100498:7"
    assert row["message"] == (
        "GPL ATTACK_RESPONSE id check returned root [Classification: Potentially Bad Traffic] [Priority: 2]"
    )
    assert (row["event"], row["reject"], row["ignore"]) == (None, None, False)


def test_addresses_of_ipv6_are_canonical():
    long = "2001:0db8:0000:0000:0000:0000:0000:0001"
    row = one(alert(f"{{UDP}} {long}:128 -> fe80::1:53"))
    assert (row["client_ip"], row["client_port"]) == ("2001:db8::1", 128)
    assert (row["server_ip"], row["server_port"]) == ("fe80::1", 53)


@pytest.mark.parametrize(
    ("written", "transport", "port"),
    [("ICMP", "icmp", 8), ("IPv6-ICMP", "icmp", 8), ("PROTO:047", "proto:047", 8)],
)
def test_transports_are_named_as_elsewhere(written, transport, port):
    row = one(alert(f"{{{written}}} 1.2.3.4:{port} -> 1.2.3.5:0"))
    assert (row["transport"], row["client_port"]) == (transport, port)
    assert row["server_port"] == (0 if transport == "icmp" else None)


@pytest.mark.parametrize(("mark", "event"), [("", None), ("[Drop] ", "dropped"), ("[wDrop] ", "would-drop")])
def test_what_was_dropped_is_an_event(mark, event):
    row = one(alert("{TCP} 1.2.3.4:5 -> 1.2.3.5:6", f"01/15/2024-10:23:45.123456  {mark}"))
    assert (row["event"], row["client_ip"], row["notice"]) == (event, "1.2.3.4", "1:1:1")


@pytest.mark.parametrize(
    ("stamp", "time"),
    [
        ("12/07/15-19:30:03.307554", datetime(2015, 12, 7, 19, 30, 3, 307554, tzinfo=UTC)),
        ("12/07/2015-19:30:03.307554", datetime(2015, 12, 7, 19, 30, 3, 307554, tzinfo=UTC)),
        ("02/30/2015-19:30:03.307554", None),
        ("01/01/0000-00:00:00.000000", None),
    ],
)
def test_stamps_old_and_new_are_times_and_impossible_ones_are_none(stamp, time):
    assert one(alert("{TCP} 1.2.3.4:5 -> 1.2.3.5:6", stamp + "  "))["time"] == time


def test_a_packet_in_place_of_addresses_is_ignored():
    row = one(RAW)
    assert (row["ignore"], row["reject"], row["client_ip"]) == (True, None, None)


@pytest.mark.parametrize(
    "line",
    [
        "junk",
        ALERT[1:],
        ALERT + " x",
        alert("{TCP} 1.2.3.4 -> 1.2.3.5"),
        alert("{TCP} 1.2.3:5 -> 1.2.3.5:6"),
        alert("{TCP} 1.2.3.4:5 -> nowhere:6"),
    ],
)
def test_what_is_not_written_as_an_alert_is_rejected(line):
    assert one(line)["reject"] == NOT_AN_ALERT


def test_a_flow_in_the_message_is_not_the_alerts():
    row = one(
        "01/15/2024-10:23:45.123456  [**] [1:1:1] a {TCP} 6.6.6.6:1 -> 6.6.6.7:2 [**] [Classification: x] "
        "[Priority: 3] {TCP} 203.0.113.7:5 -> 192.0.2.1:6"
    )
    assert (row["client_ip"], row["server_ip"]) == ("203.0.113.7", "192.0.2.1")
    assert row["message"] == "a {TCP} 6.6.6.6:1 -> 6.6.6.7:2 [Classification: x] [Priority: 3]"


def test_a_log_is_recognised_by_its_lines():
    assert detect_format(f"{ALERT}\n{RAW}\n".encode(), "x").name == "suricata_fast"
    assert SuricataFast().sniff(b"hello\n", "fast.log") == 0


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(st.binary(max_size=80), st.sampled_from([ALERT.encode(), RAW.encode(), b""])), max_size=12
    )
)
def test_every_line_is_accounted_for_whatever_its_bytes(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("s") / "fast.log"
    path.write_bytes(b"\n" + b"\n".join(lines))  # never a compressed file by chance
    account, rows = Account(), 0
    for batch in SuricataFast().read(Source("fast.log", path), None):
        account.add(batch.account)
        rows += batch.frame.height
    assert rows == account.connections
    assert account.connections + account.ignored + account.rejected == account.lines
