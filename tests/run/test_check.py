import json
from datetime import UTC, datetime

import jsonschema
import msgspec
import pytest

from vedette.model.errors import UnreadableInput
from vedette.run.chain import chains
from vedette.run.check import check
from vedette.run.contracts import CONTRACTS
from vedette.run.judging import JudgingInputs, inventory_of, prepare
from vedette.run.keeping import import_inventories
from vedette.run.knowledge import Inputs, learn
from vedette.run.listing import listing
from vedette.run.openvex import openvex
from vedette.vulns.vex.openvex import OpenVex

OSV = {
    "id": "PYSEC-1", "aliases": ["CVE-2024-23334"], "modified": "2024-01-01T00:00:00Z", "schema_version": "1.6.0",
    "affected": [{"package": {"ecosystem": "PyPI", "name": "aiohttp"},
                  "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "3.9.2"}]}]}],
}  # fmt: skip
CVE5 = {
    "dataType": "CVE_RECORD", "dataVersion": "5.1", "cveMetadata": {"cveId": "CVE-2099-0001", "state": "PUBLISHED"},
    "containers": {"cna": {"affected": [
        {"vendor": "nginx", "product": "nginx", "versions": [
            {"version": "0", "lessThan": "1.25.3", "status": "affected", "versionType": "semver"}]}]}},
}  # fmt: skip
INVENTORY = {
    "host": "web-1",
    "apps": [
        {"name": "aiohttp", "version": "3.9.1", "purl": "pkg:pypi/aiohttp@3.9.1", "listen": {"port": 8080}},
        {"name": "my app", "listen": {"port": 9000}, "components": ["pkg:pypi/aiohttp@3.9.2", "pkg:pypi/x"]},
    ],
    "packages": [
        {"name": "aiohttp", "version": "3.8.0", "purl": "pkg:pypi/aiohttp@3.8.0"},
        {"name": "odd", "version": "1"},
    ],
}


@pytest.fixture
def judging(tmp_path):
    (tmp_path / "inventory.json").write_text(json.dumps(INVENTORY))
    (tmp_path / "osv.json").write_text(json.dumps(OSV))
    return prepare(
        JudgingInputs(tmp_path / "state", [str(tmp_path / "inventory.json")], [str(tmp_path / "osv.json")])
    )


def test_each_service_and_package_is_reported_with_what_holds_and_what_was_not_judged(judging):
    report = check(judging)
    assert [(c.id, [(v.id, v.state) for v in c.vulnerabilities]) for c in report.services] == [
        ("web-1/aiohttp:8080/tcp", [("CVE-2024-23334", "affected")]),
        ("web-1/my app:9000/tcp", [("CVE-2024-23334", "fixed")]),
    ]
    (package,) = report.packages
    assert (package.service.purl, package.listens) == ("pkg:pypi/aiohttp@3.8.0", False)
    assert [(p.package, p.reason) for p in report.not_judged] == [
        ("my app", "no CPE or package URL, and no product that is known by this name"), ("pkg:pypi/x", "no version"),
        ("odd 1", "no package URL, so of which kind it is is not known"),
    ]  # fmt: skip
    assert (report.summary.vulnerable_services, report.summary.vulnerable_packages) == (1, 1)
    assert report.summary.not_judged == 3


def test_what_hosts_share_is_told_of_each(tmp_path):
    (tmp_path / "osv.json").write_text(json.dumps(OSV))
    for name in ("web-1", "web-2"):
        package = {"name": "aiohttp", "version": "3.8.0", "purl": "pkg:pypi/aiohttp@3.8.0"}
        (tmp_path / f"{name}.json").write_text(json.dumps({"host": name, "apps": [], "packages": [package]}))
    paths = [str(tmp_path / "web-1.json"), str(tmp_path / "web-2.json")]
    report = check(prepare(JudgingInputs(tmp_path / "state", paths, [str(tmp_path / "osv.json")])))
    first, second = report.packages
    assert (first.service.host, second.service.host) == ("web-1", "web-2")
    assert [v.id for v in first.vulnerabilities] == ["CVE-2024-23334"]
    assert first.vulnerabilities == second.vulnerabilities
    assert (report.summary.vulnerable_packages, report.summary.vulnerabilities["affected"]) == (2, 2)


def test_the_report_has_the_shape_that_is_published(judging):
    jsonschema.validate(json.loads(msgspec.json.encode(check(judging))), CONTRACTS["vulns-check"].schema())


def test_the_same_is_said_twice_alike(judging):
    assert msgspec.json.encode(check(judging)) == msgspec.json.encode(check(judging))


def test_the_list_names_all_that_a_vulnerability_holds_for(judging):
    (row,) = listing(check(judging))
    assert (row["id"], row["state"]) == ("CVE-2024-23334", "affected")
    assert row["services"] == ["web-1/aiohttp:8080/tcp", "web-1/aiohttp/tcp"]
    assert [r["state"] for r in listing(check(judging), every=True)] == ["affected", "fixed"]


def test_the_chain_of_a_service_names_advisory_range_and_comparison(judging):
    (chain,) = chains(judging, "PYSEC-1", "aiohttp:8080")
    assert chain.vulnerability.id == "CVE-2024-23334"
    assert chain.parts[0].rungs[0].links[0].comparison == "aiohttp 3.9.1 is in < 3.9.2"
    assert "Vedette inventory" in chain.version_from
    with pytest.raises(UnreadableInput, match="no service"):
        chains(judging, "CVE-2024-23334", "nowhere")


def test_verdicts_are_written_as_openvex_and_change_another_check_as_they_say(judging):
    document = openvex(check(judging), "Ada", datetime(2026, 1, 1, tzinfo=UTC))
    data = msgspec.json.encode(document)
    raw = json.loads(data)
    assert raw["@context"].startswith("https://openvex.dev/ns/v0.2")
    assert raw["@id"].startswith("urn:uuid:")
    assert {s["status"] for s in raw["statements"]} <= {
        "affected",
        "fixed",
        "not_affected",
        "under_investigation",
    }
    for said in raw["statements"]:
        assert said["vulnerability"]["name"]
        assert all(p["@id"] for p in said["products"])
        assert said["status"] != "affected" or said["action_statement"]
        assert said["status"] != "not_affected" or said.get("justification") or said["impact_statement"]
    read = OpenVex().read(data, "own.json")
    assert len(read.statements) == len(raw["statements"]) == 3
    assert str(read.statements[1].products[0]) == "pkg:pypi/aiohttp@3.9.2 in pkg:generic/my%20app"


def test_a_document_of_the_same_verdicts_has_the_same_id(judging):
    ids = {openvex(check(judging), "Ada", datetime(2026, 1, day, tzinfo=UTC)).id for day in (1, 2)}
    assert len(ids) == 1


def test_without_an_inventory_it_is_said_what_to_do(tmp_path):
    with pytest.raises(UnreadableInput, match="assets import"):
        inventory_of([], tmp_path)


def test_what_is_imported_is_found_without_being_named(tmp_path):
    (tmp_path / "web.json").write_text(json.dumps(INVENTORY))
    (kept,) = import_inventories([str(tmp_path / "web.json")], tmp_path / "state")
    assert kept.path == tmp_path / "state/inventory/web.json.json"
    assert len(inventory_of([], tmp_path / "state").services) == 2


def test_a_machine_that_a_source_does_not_name_is_given_its_name(tmp_path):
    (tmp_path / "x.txt").write_text("bash-4.2.46-34.el7.x86_64\nopenssh-server-7.4p1-21.el7.x86_64\n")
    (kept,) = import_inventories([str(tmp_path / "x.txt")], tmp_path / "state", host="db-1", name="rpms")
    assert kept.path.name == "rpms.json"
    assert {p.host for p in kept.inventory.packages} == {"db-1"}


def test_nothing_is_kept_where_one_of_the_files_is_broken(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(INVENTORY))
    (tmp_path / "b.json").write_text('{"host": "x", "apps": 3}')
    with pytest.raises(Exception, match=r"b\.json"):
        import_inventories([str(tmp_path / "a.json"), str(tmp_path / "b.json")], tmp_path / "state")
    assert not (tmp_path / "state").exists()


def test_a_scan_takes_the_kept_inventory_and_vex_statements_into_account(tmp_path):
    (tmp_path / "web.json").write_text(json.dumps(INVENTORY))
    (tmp_path / "osv.json").write_text(json.dumps(OSV))
    said = {"vulnerability": {"name": "CVE-2024-23334"}, "products": [{"@id": "pkg:pypi/aiohttp@3.9.1"}],
            "status": "not_affected", "justification": "component_not_present"}  # fmt: skip
    (tmp_path / "vex.json").write_text(
        json.dumps({"@context": "https://openvex.dev/ns/v0.2.0", "author": "Ada", "statements": [said]})
    )
    import_inventories([str(tmp_path / "web.json")], tmp_path / "state")
    inputs = Inputs(
        advisories=[str(tmp_path / "osv.json")], vex=[str(tmp_path / "vex.json")], state=tmp_path / "state"
    )
    (found,) = learn(inputs).knowledge.exposures["web-1/aiohttp:8080/tcp"].vulnerabilities
    assert (found.state, found.own_state) == ("not_affected", "affected")


def test_a_restart_is_counted_listed_and_the_action_of_openvex(judging):
    """The report of a check in which one fix is installed and does not run."""
    report = check(judging)
    (service, *others) = report.services
    old = msgspec.structs.replace(service.vulnerabilities[0], restart_needed=True)
    changed = msgspec.structs.replace(
        report, services=[msgspec.structs.replace(service, vulnerabilities=[old]), *others]
    )
    assert old.spoken == "restart needed"
    rows = [(row["state"], row["restart_needed"], len(row["services"])) for row in listing(changed)]
    assert sorted(rows) == [("affected", False, 1), ("affected", True, 1)]
    statement = openvex(changed, "Ada", datetime(2026, 1, 1, tzinfo=UTC)).statements[0]
    assert (statement.status, statement.action_statement.partition(":")[0]) == (
        "affected",
        "restart the service",
    )


def test_a_distribution_that_says_nothing_is_named_with_the_source_that_would_tell(tmp_path):
    (tmp_path / "nvd.json").write_text(json.dumps(CVE5))
    app = {"name": "nginx", "purl": "pkg:deb/debian/nginx@1.22.1-9%2Bdeb12u1", "listen": {"port": 80}}
    (tmp_path / "inventory.json").write_text(json.dumps({"host": "web-1", "apps": [app]}))
    report = check(
        prepare(
            JudgingInputs(tmp_path / "s", [str(tmp_path / "inventory.json")], [str(tmp_path / "nvd.json")])
        )
    )
    (silent,) = report.undecided
    assert (silent.distribution, silent.vulnerabilities, silent.source) == ("Debian", 1, "debian")
