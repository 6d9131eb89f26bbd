"""Several databases together."""

import gzip

import pytest

from vedette.intel.geography.interface import Place
from vedette.intel.geography.locating import Geography, open_databases
from vedette.model.errors import InputError


def test_the_first_database_that_knows_tells(tmp_path, mmdb):
    asn = tmp_path / "asn.csv"
    asn.write_text("192.0.2.0,192.0.2.255,64500,Ours\n")
    country = mmdb({"country_code": "NL", "asn": 64501})
    found = open_databases([str(asn), country]).locate(["192.0.2.1", "198.51.100.1"])
    assert found.places == {"192.0.2.1": Place("NL", 64500, "Ours"), "198.51.100.1": Place("NL", 64501)}


def test_without_databases_everything_is_unknown():
    assert Geography().locate(["192.0.2.1"]).places == {"192.0.2.1": Place()}
    assert open_databases([]).credits == ()


def test_in_a_folder_what_is_no_database_is_passed_over(tmp_path):
    (tmp_path / "README").write_text("databases")
    (tmp_path / "asn.csv.gz").write_bytes(gzip.compress(b"192.0.2.0,192.0.2.255,64500,Ours\n"))
    assert len(open_databases([str(tmp_path)]).databases) == 1


def test_a_database_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        open_databases([str(tmp_path / "none.mmdb")])
    (tmp_path / "empty").write_bytes(b"")
    with pytest.raises(InputError, match="no database"):
        open_databases([str(tmp_path / "empty")])
