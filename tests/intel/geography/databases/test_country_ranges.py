"""Ranges of countries."""

import pytest

from vedette.intel.geography.interface import NOWHERE, Place
from vedette.intel.geography.locating import open_databases


@pytest.mark.parametrize(
    "table",
    [
        "# IPFire\n3221225984,3221226239,NL\n3325256704,3325256959,??\n",
        '"192.0.2.0","192.0.2.255","NL"\r\n"198.51.100.0","198.51.100.255","-"\r\n',
        "192.0.2.0,192.0.2.255,nl,Netherlands\n198.51.100.0,198.51.100.255,ZZ\n",
    ],
)
def test_addresses_are_texts_or_numbers_and_unknown_countries_stay_unknown(tmp_path, table):
    path = tmp_path / "geoip"
    path.write_text(table)
    found = open_databases([str(path)]).locate(["192.0.2.1", "198.51.100.1", "203.0.113.1"])
    assert list(found.places.values()) == [Place("NL"), NOWHERE, NOWHERE]


def test_tors_table_for_ipv6_is_read_and_its_maker_credited(tmp_path):
    path = tmp_path / "geoip6"
    path.write_text("# IPFire Location\n2001:db8::,2001:db8:ffff:ffff:ffff:ffff:ffff:ffff,DE\n")
    geography = open_databases([str(path)])
    assert geography.locate(["2001:db8::1"]).places == {"2001:db8::1": Place("DE")}
    assert "IPFire" in geography.credits[0]
