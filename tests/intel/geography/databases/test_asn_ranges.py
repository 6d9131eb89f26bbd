"""Ranges of autonomous systems."""

import pytest

from vedette.intel.geography.interface import NOWHERE, Place, UnusableDatabase
from vedette.intel.geography.locating import open_databases

TABLE = (
    '192.0.2.0,192.0.2.255,64500,"Example, Inc."\r\n'
    '198.51.100.0,198.51.100.127,AS64501,The "Best" Hosting\r\n'
    "198.51.100.0,198.51.100.15,64502,\r\n"
    "2001:db8::,2001:db8:ffff:ffff:ffff:ffff:ffff:ffff,64503,Six\r\n"
    "what,is,this\r\n"
)  # fmt: skip


def test_a_line_names_the_network_of_its_range(tmp_path):
    path = tmp_path / "asn.csv"
    path.write_text(TABLE)
    found = open_databases([str(path)]).locate(
        ["192.0.2.7", "198.51.100.99", "198.51.100.1", "2001:db8::7", "203.0.113.1"]
    )
    assert list(found.places.values()) == [
        Place(None, 64500, "Example, Inc."),
        Place(None, 64501, 'The "Best" Hosting'),
        Place(None, 64502, None),
        Place(None, 64503, "Six"),
        NOWHERE,
    ]


def test_a_file_of_anything_else_is_no_database(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text("192.0.2.1\n198.51.100.7\n")
    with pytest.raises(UnusableDatabase, match="no database of places"):
        open_databases([str(path)])


@pytest.mark.conformance
def test_a_table_of_the_real_network_is_read_whole(shared_data):
    path = shared_data / "geo" / "asn_subset" / "asn-ipv4-subset.csv"
    lines = [line.split(",", 3) for line in path.read_text().splitlines()]
    found = open_databases([str(path)]).locate([line[0] for line in lines])
    assert [found.places[line[0]].asn for line in lines] == [int(line[2]) for line in lines]
    assert found.places["1.1.1.0"].organisation == "Cloudflare, Inc."
