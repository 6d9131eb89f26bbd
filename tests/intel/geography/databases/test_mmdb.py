"""MMDB files: sound ones of several makers, broken ones, and hostile ones."""

import json
from pathlib import Path

import pytest

from vedette.intel.geography.interface import NOWHERE, Place, UnusableDatabase
from vedette.intel.geography.locating import open_databases


def located(path, *ips):
    geography = open_databases([str(path)])
    found = geography.locate(ips)
    assert not found.problems
    return [found.places[ip] for ip in ips]


@pytest.mark.parametrize(
    ("record", "place"),
    [
        ({"country": {"iso_code": "NL"}}, Place("NL")),
        ({"country_code": "nl"}, Place("NL")),
        ({"country": "NL", "asn": "AS13335", "as_name": "Cloudflare"}, Place("NL", 13335, "Cloudflare")),
        ({"autonomous_system_number": 64500, "autonomous_system_organization": "Example"}, Place(None, 64500, "Example")),
        ({"country_code": "??", "asn": "none"}, NOWHERE),
        ({"country": {"names": {"en": "Nowhere"}}}, NOWHERE),
        ("a text", NOWHERE),
    ],
)  # fmt: skip
def test_a_record_tells_country_and_network_nested_or_flat(mmdb, record, place):
    assert located(mmdb(record), "192.0.2.1", "2001:db8::1") == [place, place]


def test_an_ipv4_database_says_nothing_of_ipv6(mmdb):
    assert located(mmdb({"country_code": "NL"}, ip_version=4), "2001:db8::1", "192.0.2.1") == [
        NOWHERE,
        Place("NL"),
    ]


def test_a_maker_is_credited(mmdb):
    by_type = open_databases([mmdb({"country_code": "NL"}, database_type="DBIP-Country-Lite")])
    assert by_type.credits == ("IP Geolocation by DB-IP (https://db-ip.com)",)
    assert open_databases([mmdb({"country_code": "NL"}, name="a.mmdb")]).credits == ()


def test_a_search_tree_that_ends_beyond_the_file_is_refused(mmdb):
    with pytest.raises(UnusableDatabase, match="broken"):
        open_databases([mmdb({"country_code": "NL"}, node_count=100_000)])


def test_pointers_that_run_in_circles_are_told(mmdb):
    data = bytes([7 << 5 | 1]) + b"\x42no" + bytes([1 << 5, 0])  # a map whose value is the map itself
    geography = open_databases([mmdb(data)])
    (problem,) = geography.locate(["192.0.2.1"]).problems
    assert "depth" in problem or "circles" in problem


def test_a_record_that_unfolds_without_end_is_ended(mmdb):
    levels, data, at = 40, encoded_text("x"), 0
    for _ in range(levels):  # each level is an array of two pointers to the one before
        level = bytes([2, 4]) + pointer(at) * 2
        at, data = len(data), data + level
    geography = open_databases([mmdb(pointer_record(data, at))])
    (problem,) = geography.locate(["192.0.2.1"]).problems
    assert any(said in problem for said in ("number of values", "no answer", "memory", "had to be ended"))


def encoded_text(text):
    return bytes([2 << 5 | len(text)]) + text.encode()


def pointer(at):
    return bytes([1 << 5 | at >> 8, at & 0xFF])


def pointer_record(data, at):
    """The section begins with a pointer to the last level, behind which all levels stand, two bytes further."""
    moved = bytearray(data)
    place = 2
    while place < len(moved):
        if moved[place : place + 2] == bytes([2, 4]):
            for inner in (place + 2, place + 4):
                target = ((moved[inner] & 7) << 8 | moved[inner + 1]) + 2
                moved[inner : inner + 2] = pointer(target)
            place += 6
        else:
            place += 1
    return pointer(at + 2) + bytes(moved)


@pytest.mark.parametrize("cut", [1, 20, 60, 120])
def test_a_truncated_file_is_refused(mmdb, tmp_path, cut):
    whole = Path(mmdb({"country_code": "NL"})).read_bytes()
    (tmp_path / "cut.mmdb").write_bytes(whole[:-cut])
    with pytest.raises(UnusableDatabase):
        open_databases([str(tmp_path / "cut.mmdb")])


@pytest.mark.conformance
@pytest.mark.parametrize("name", ["GeoLite2-Country-Test", "GeoLite2-ASN-Test"])
def test_the_makers_test_databases_agree_with_their_json(shared_data, name):
    folder = shared_data / "geo" / "maxmind_test"
    said = {
        n.partition("/")[0]: r
        for entry in json.loads((folder / f"{name}.json").read_text())
        for n, r in entry.items()
    }
    expected = {
        ip: Place(
            record.get("country", {}).get("iso_code"),
            record.get("autonomous_system_number"),
            record.get("autonomous_system_organization"),
        )
        for ip, record in said.items()
    }
    assert len(expected) > 100
    assert dict(zip(expected, located(folder / f"{name}.mmdb", *expected), strict=True)) == expected


@pytest.mark.conformance
def test_broken_databases_of_the_maker_fail_with_one_clear_error(shared_data):
    folder = shared_data / "geo" / "maxmind_test"
    with pytest.raises(UnusableDatabase, match="extends past the end"):
        open_databases([str(folder / "GeoIP2-City-Test-Invalid-Node-Count.mmdb")])
    broken = open_databases([str(folder / "MaxMind-DB-test-broken-pointers-24.mmdb")])
    found = broken.locate(["1.1.1.1", "1.1.1.16", "1.1.1.32"])
    assert len(found.problems) == 1
    assert set(found.places.values()) == {NOWHERE}
    doubles = open_databases([str(folder / "GeoIP2-City-Test-Broken-Double-Format.mmdb")])
    assert len(doubles.locate(["2.2.3.1", "81.2.69.160"]).problems) == 1
    assert located(folder / "MaxMind-DB-no-ipv4-search-tree.mmdb", "1.1.1.1") == [NOWHERE]


@pytest.mark.conformance
def test_a_flat_database_is_read_also_where_it_is_compressed(shared_data):
    path = shared_data / "geo" / "dbip" / "dbip-country-ipv4.mmdb.gz"
    geography = open_databases([str(path)])
    assert geography.locate(["8.8.8.8"]).places == {"8.8.8.8": Place("US")}
    assert geography.credits == ("IP Geolocation by DB-IP (https://db-ip.com)",)
