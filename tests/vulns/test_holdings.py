import json
from datetime import UTC, datetime

import pytest

from vedette.model.service import Service, VersionSource
from vedette.model.vulnerability import State
from vedette.vulns.advisories.interface import Advisory, Document, ProductStatement, VersionRange, Versions
from vedette.vulns.cpe import Cpe
from vedette.vulns.database import Change, write
from vedette.vulns.holdings import advisories_at_hand
from vedette.vulns.matching import expose
from vedette.vulns.starter import EDITION

NOW = datetime(2099, 1, 1, tzinfo=UTC)


def httpd(version):
    return Service(
        id="s", host="h", addresses=(), listen_address=None, port=80, transport="tcp", protocol="http", product="Apache HTTP Server",
        version=version, version_source=VersionSource.DECLARED, purl=None, cpe=None, components=(), logs=(),
    )  # fmt: skip


def nvd(identifier, fixed):
    statement = ProductStatement(
        "apache",
        "http_server",
        "",
        None,
        (Cpe("a", "apache", "http_server"),),
        (),
        Versions((VersionRange(fixed=fixed),)),
    )
    return Advisory(identifier, "NVD", (statement,))


def test_without_anything_the_starter_set_speaks_and_says_its_date():
    held = advisories_at_hand([], None)
    found = expose(httpd("2.4.49"), held.advisories).find("CVE-2021-41773")
    assert found is not None
    assert found.state is State.AFFECTED
    assert (found.kev, found.cvss) == (True, 7.5)
    assert str(EDITION) in held.origin


def test_the_database_goes_first_and_the_starter_set_gives_way_to_it(tmp_path):
    path = tmp_path / "advisories.db"
    scores = Document([Advisory("CVE-2021-42013", "NVD", ())], scores={"CVE-2021-42013": 0.9})  # not analysed
    write(path, [Change("nvd", "NVD", [Document([nvd("CVE-2021-41773", "2.4.40")]), scores], NOW)])
    held = advisories_at_hand([], path)
    exposure = expose(httpd("2.4.49"), held.advisories)
    given = exposure.find("CVE-2021-41773")
    assert given is not None
    assert given.state is State.FIXED
    filled = exposure.find("CVE-2021-42013")
    assert filled is not None
    assert (filled.state, filled.epss) == (State.AFFECTED, 0.9)
    assert held.origin == "the database of 2099-01-01"


def test_advisories_that_are_given_stand_alone(tmp_path):
    (tmp_path / "kev.json").write_text(json.dumps({"vulnerabilities": [{"cveID": "CVE-2099-0001"}]}))
    held = advisories_at_hand([tmp_path / "kev.json"], None)
    assert list(held.advisories.records) == ["CVE-2099-0001"]


def test_a_source_in_trouble_is_told(tmp_path):
    path = tmp_path / "advisories.db"
    write(path, [Change("nvd", "NVD", [], NOW, trouble="answered 500")])
    assert advisories_at_hand([], path).problems == ("NVD: answered 500",)


@pytest.mark.parametrize("version", ["2.4.62", None])
def test_the_starter_set_says_nothing_bad_of_new_versions(version):
    exposure = expose(httpd(version), advisories_at_hand([], None).advisories)
    assert not [v for v in exposure.vulnerabilities if v.state is State.AFFECTED]
