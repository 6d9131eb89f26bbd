"""Connections as Linux tracks them."""

from datetime import UTC, datetime

import pytest

from vedette.telemetry.conntrack import Conntrack

FORM = Conntrack()
ASKED = "src=192.0.2.1 dst=10.0.0.1 sport=50412 dport=443"
ANSWERED = "src=10.0.0.1 dst=192.0.2.1 sport=443 dport=50412"


def test_an_ended_connection_gives_both_ends_and_the_bytes_each_way(read_row):
    line = f"[1717297445.500000]\t[DESTROY] tcp      6 {ASKED} packets=6 bytes=600 {ANSWERED} packets=5 bytes=4000 [ASSURED]"
    fields = read_row(FORM, line)
    del fields["message"]
    assert fields == {
        "time": datetime(2024, 6, 2, 3, 4, 5, 500000, tzinfo=UTC),
        "client_ip": "192.0.2.1",
        "client_port": 50412,
        "server_ip": "10.0.0.1",
        "server_port": 443,
        "transport": "tcp",
        "bytes_in": 600,
        "bytes_out": 4000,
        "event": "disconnected",
    }


@pytest.mark.parametrize(
    ("line", "event"),
    [
        (f"    [NEW] tcp      6 120 SYN_SENT {ASKED} [UNREPLIED] {ANSWERED}", "connected"),
        (f" [UPDATE] tcp      6 60 SYN_RECV {ASKED} {ANSWERED}", None),
        (f"tcp      6 431999 ESTABLISHED {ASKED} {ANSWERED} [ASSURED] mark=0 use=1", None),
        (f"ipv4     2 tcp      6 431999 ESTABLISHED {ASKED} {ANSWERED} [ASSURED] mark=0 zone=0 use=2", None),
        (f"udp      17 30 {ASKED} [UNREPLIED] {ANSWERED}", None),
    ],
)
def test_events_and_listings_are_read(read_row, line, event):
    fields = read_row(FORM, line)
    assert (fields["client_ip"], fields["server_port"], fields.get("event")) == ("192.0.2.1", 443, event)


def test_clients_are_found_in_raw_bytes(agree):
    line = "    [NEW] tcp      6 120 SYN_SENT {} [UNREPLIED] " + ANSWERED + "\n"
    agree(
        FORM,
        "".join(line.format(ASKED.replace("192.0.2.1", client)) for client in ("192.0.2.1", "2001:db8::1")),
    )
