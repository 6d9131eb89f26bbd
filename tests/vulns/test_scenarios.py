"""Whole advisories of third parties on inventories as people write them: the answers are checked by hand."""

import pytest

from vedette.assets.registry import load as load_inventory
from vedette.model.service import Service, VersionSource
from vedette.model.vulnerability import State
from vedette.vulns.advisories.load import load
from vedette.vulns.matching import expose, judge

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="module")
def advisories(shared_data):
    folders = ["kev", "nvd_single", "osv_dev", "nvd_overrides", "vulnrichment", "pypa"]
    return load([shared_data / "vuln" / folder for folder in folders])


@pytest.mark.parametrize(
    ("inventory", "identifier", "expected"),
    [
        ("S1_log4shell_attempt/inventory_a", "CVE-2021-44228", State.NOT_AFFECTED),
        ("S1_log4shell_attempt/inventory_b", "CVE-2021-44228", State.AFFECTED),
        ("S2_log4shell_full_chain/inventory", "CVE-2021-44228", State.AFFECTED),
        ("S3_apache_path_traversal/inventory_httpd_2449", "CVE-2021-41773", State.AFFECTED),
        ("S3_apache_path_traversal/inventory_httpd_2450", "CVE-2021-41773", State.FIXED),
        ("S3_apache_path_traversal/inventory_httpd_2450", "CVE-2024-38475", State.AFFECTED),
        ("S3_apache_path_traversal/inventory_nginx", "CVE-2021-41773", State.NOT_AFFECTED),
        ("S4_ssh_scanners/inventory", "CVE-2024-6387", State.NOT_AFFECTED),
    ],
)
def test_the_scenarios_are_judged_right(shared_data, advisories, inventory, identifier, expected):
    (service,) = load_inventory([shared_data / "scenarios" / f"{inventory}.json"]).services
    assert judge(service, identifier, advisories).state is expected


def server(product, version, **fields):
    defaults = {
        "id": "a/x/tcp", "host": "a", "addresses": (), "listen_address": None, "port": None, "transport": "tcp",
        "protocol": None, "version_source": VersionSource.DECLARED, "purl": None, "cpe": None, "components": (),
        "logs": (),
    }  # fmt: skip
    return Service(product=product, version=version, **{**defaults, **fields})


def test_log4j_2_17_1_is_fixed(advisories):
    solr = server(
        "Apache Solr", "8.11.1", components=("pkg:maven/org.apache.logging.log4j/log4j-core@2.17.1",)
    )
    found = judge(solr, "CVE-2021-44228", advisories)
    assert (found.state, found.kev) == (State.FIXED, True)


def test_php_on_windows_only(advisories):
    states = {
        p: judge(server("PHP", "8.2.10", platform=p), "CVE-2024-4577", advisories).state
        for p in (None, "Debian 12", "Windows")
    }
    assert states == {None: State.UNKNOWN, "Debian 12": State.NOT_AFFECTED, "Windows": State.AFFECTED}


def test_aiohttp_is_judged_by_its_ecosystem(advisories):
    found = expose(server("shop", None, purl="pkg:pypi/aiohttp@3.9.1"), advisories)
    assert found.find("CVE-2024-23829").state is State.AFFECTED
    assert found.find("CVE-2024-23829").fixed_version == "3.9.2"
    assert found.find("CVE-2023-49081").state is State.FIXED


def test_two_runs_give_the_same_exposure(shared_data, advisories):
    (service,) = load_inventory(
        [shared_data / "scenarios" / "S3_apache_path_traversal" / "inventory_httpd_2449.json"]
    ).services
    assert expose(service, advisories) == expose(service, advisories)
    assert expose(service, advisories).vulnerabilities[0].id == "CVE-2021-41773"


def test_the_pypa_advisories_agree_with_their_own_version_lists(shared_data, advisories):
    """Each PyPA record lists its affected versions one by one beside its ranges."""
    checked = 0
    for record in advisories.records.values():
        for _, statement in record.statements():
            listed = getattr(statement.versions, "exact", ()) if hasattr(statement, "ecosystem") else ()
            for version in listed[:: max(1, len(listed) // 2)]:
                name = statement.package.name
                app = server("app", None, purl=f"pkg:pypi/{name}@{version}")
                assert judge(app, record.id, advisories).state is State.AFFECTED, (record.id, name, version)
                checked += 1
    assert checked > 800
