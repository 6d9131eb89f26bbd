"""Packets in the kernel's log."""

from datetime import UTC, datetime

import pytest

from vedette.telemetry.netfilter import Netfilter

FORM = Netfilter()
PACKET = (
    "IN=eth0 OUT= MAC=00:08 SRC=192.0.2.1 DST=10.0.0.1 LEN=40 TOS=0x00 PREC=0x00 TTL=245 ID=37308 PROTO=TCP "
    "SPT=50412 DPT=8123 WINDOW=1024 RES=0x00 SYN URGP=0"
)
SYSLOG = "Jun  2 03:04:05 gw kernel: [50028442.088484] "


def test_a_packet_gives_both_ends_and_the_administrators_words(read_row):
    fields = read_row(FORM, SYSLOG + "[UFW BLOCK] " + PACKET)
    del fields["message"]
    assert fields == {
        "time": datetime(2024, 6, 2, 3, 4, 5, tzinfo=UTC),
        "client_ip": "192.0.2.1",
        "client_port": 50412,
        "server_ip": "10.0.0.1",
        "server_port": 8123,
        "server_name": "gw",
        "transport": "tcp",
        "event": "dropped",
        "notice": "[UFW BLOCK]",
    }


@pytest.mark.parametrize(
    ("prefix", "event"),
    [
        ("", None),
        ("IPTABLES-DROP: ", "dropped"),
        ("[UFW ALLOW] ", None),
        ("REJECT", "dropped"),
        ("policy DROP: ", "dropped"),
    ],
)
def test_the_prefix_says_what_became_of_the_packet(read_row, prefix, event):
    assert read_row(FORM, SYSLOG + prefix + PACKET).get("event") == event


def test_of_an_error_that_quotes_a_packet_the_outer_one_is_read(read_row):
    quoted = "[SRC=10.0.0.1 DST=198.51.100.9 LEN=60 PROTO=TCP SPT=1 DPT=2 ]"
    line = f"{SYSLOG}IN=eth0 OUT= SRC=192.0.2.1 DST=10.0.0.1 LEN=88 PROTO=ICMP TYPE=3 CODE=1 {quoted}"
    fields = read_row(FORM, line)
    assert (fields["client_ip"], fields["server_ip"], fields["transport"]) == (
        "192.0.2.1",
        "10.0.0.1",
        "icmp",
    )
    assert "client_port" not in fields


@pytest.mark.parametrize(
    "line",
    [
        "[   12.345678] x: " + PACKET,
        "0 3 PVEFW-HOST-IN 02/Jun/2024:03:04:05 +0000 policy DROP: " + PACKET,
        "2024-06-02T03:04:05+00:00 gw kernel: " + PACKET,
        "Jun  2 03:04:05 gw ulogd[9]: " + PACKET,
        "Jun  2 03:04:05 gw IPTABLES: " + PACKET.replace("OUT= ", "OUT=eth1 "),
    ],
)  # fmt: skip
def test_it_is_read_wherever_it_is_written(read_row, line):
    assert read_row(FORM, line)["client_ip"] == "192.0.2.1"


def test_what_is_no_packet_is_ignored(read_lines):
    _, account = read_lines(FORM, SYSLOG + PACKET.replace("IN=", "XX=") + "\n" + SYSLOG + "eth0: link up\n")
    assert (account.ignored, account.rejected) == (2, 0)


def test_clients_are_found_in_raw_bytes(agree):
    lines = (
        SYSLOG + PACKET.replace("192.0.2.1", client)
        for client in ("192.0.2.1", "2001:db8::1", "198.51.100.2")
    )
    agree(FORM, "\n".join(lines))
