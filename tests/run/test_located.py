"""Alerts know where their clients are."""

import pytest

from vedette.intel.geography.interface import UnusableDatabase
from vedette.intel.geography.range_table import RangeDatabase
from vedette.run.knowledge import Inputs
from vedette.run.scan import Request, scan


@pytest.fixture
def site(tmp_path):
    log, bad = tmp_path / "access.log", tmp_path / "bad.txt"
    log.write_text(
        '1.2.3.99 - - [24/Nov/2026:10:00:00 +0000] "GET /?a=/etc/passwd HTTP/1.1" 200 10 "-" "curl"\n'
    )
    bad.write_text("1.2.3.99\n")
    return [str(log)], [str(bad)]


def client(site, *databases):
    paths, intel = site
    result = scan(Request(paths, Inputs(intel=intel, geo=list(map(str, databases)))))
    return result, result.alerts[0].client


def test_a_client_has_country_and_network_where_databases_tell(site, tmp_path):
    (tmp_path / "asn.csv").write_text("1.2.3.0,1.2.3.255,64500,Example\n")
    (tmp_path / "dbip-country.csv").write_text("1.2.3.0,1.2.3.255,NL\n")
    result, found = client(site, tmp_path / "asn.csv", tmp_path / "dbip-country.csv")
    assert (found.country, found.asn, found.network_owner) == ("NL", 64500, "Example")
    assert result.learned.geography.credits == ("IP Geolocation by DB-IP (https://db-ip.com)",)
    assert not result.partial


def test_without_a_database_nothing_is_guessed(site):
    _, found = client(site)
    assert (found.country, found.asn, found.network_owner) == (None, None, None)


def test_a_database_that_breaks_while_it_is_asked_makes_the_result_partial(site, tmp_path, monkeypatch):
    (tmp_path / "asn.csv").write_text("1.2.3.0,1.2.3.255,64500,Example\n")

    def broken(database, ips):
        raise UnusableDatabase(database.path, "broken")

    monkeypatch.setattr(RangeDatabase, "locate", broken)
    result, found = client(site, tmp_path / "asn.csv")
    assert result.partial
    assert "asn.csv: broken" in result.problems[0]
    assert found.asn is None
