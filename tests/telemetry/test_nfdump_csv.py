"""nfdump's flows with commas."""

from datetime import UTC, datetime

import pytest

from vedette.model.errors import MalformedInput
from vedette.telemetry.nfdump_csv import NfdumpCsv
from vedette.telemetry.source import Source

FORM = NfdumpCsv()
OLD = "ts,te,td,sa,da,sp,dp,pr,flg,ipkt,ibyt,opkt,obyt\n"
NEW = "firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flows\n"
EXPECTED = {
    "time": datetime(2024, 6, 2, 3, 4, 5, tzinfo=UTC),
    "client_ip": "192.0.2.1",
    "client_port": 50412,
    "server_ip": "10.0.0.1",
    "server_port": 443,
    "transport": "tcp",
    "bytes_in": 4200,
    "duration": 2.0,
}


def test_a_flow_of_old_nfdump_gives_ends_bytes_and_duration(read_row):
    line = "2024-06-02 03:04:05,2024-06-02 03:04:07,2.000,      192.0.2.1,10.0.0.1,50412,443,TCP,...AP.SF,12,4200,3,99"
    assert read_row(FORM, OLD + line) == EXPECTED | {"bytes_out": 99}


def test_a_flow_of_new_nfdump_gives_the_same(read_row):
    assert (
        read_row(FORM, NEW + "2024-06-02 03:04:05.000,2.000,TCP,192.0.2.1,50412,10.0.0.1,443,12,4200,1")
        == EXPECTED
    )


def test_without_its_header_it_cannot_be_read(tmp_path):
    assert FORM.sniff(b"a,b,c\n", "x") == 0
    with pytest.raises(MalformedInput, match="does not name nfdump's columns"):
        FORM.reader(b"a,b,c\n", Source("x", tmp_path))


def test_clients_are_found_in_raw_bytes(agree):
    line = "2024-06-02 03:04:05,2024-06-02 03:04:07,2.000,{},10.0.0.1,50412,443,TCP,.,12,4200,3,99\n"
    agree(FORM, OLD + "".join(map(line.format, ("192.0.2.1", "2001:db8::1", "198.51.100.2"))))
